# VERDICT: held

variable "nobody" { default = [] }

procedure "compare" {
  argument "wanted" {}
  require { condition = followers == arg.wanted && contains([arg.wanted], followers) }
}

scenario "equal_values" {
  summary = "Values of equal content are equal, whatever makes them: a list of the harness, a function, or the file."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "lists" { # done
    create "/a" { as = "a" }
    assert {
      condition = server(1).disk.trouble == [] && server(1).disk.missing == var.nobody
      guarantee = "durability"
    }
    require { condition = sort(["b", result.a.path]) == ["/a", "b"] && range(leader) == [0, 1, 2] }
    require { condition = setunion(followers, [leader]) == [3, 2, 1] }
    require { condition = (leader == 3 ? [leader] : [1, 2]) == [3] }
    require { condition = split(",", join(",", followers)) == ["1", "2"] && !(followers != distinct([1, 2, leader - 1])) }
    call "compare" { wanted = [1, 2] }
    call "compare" { wanted = range(1, leader) }
  }

  step "in every place" { # done
    require { condition = "${followers == range(1, leader) ? "equal" : "different"}" == "equal" }
    require { condition = [for s in [1, 2] : s if [s] == slice(followers, s - 1, s)] == followers }
    require { condition = { of = followers, by = { each = leader } } == { of = [1, 2], by = merge({ each = 0 }, { each = 3 }) } }
    require { condition = contains([[], ["a"]], server(2).disk.trouble) }
    set "/a" {
      data = server(1).disk.trouble == [] ? "none" : "some"
      as   = "set"
    }
    repeat {
      for_each = { one = [1], both = [1, 2] }
      repeat {
        until = server(1).disk.trouble == []
        read "/a" { as = "read" }
      }
      require { condition = result.read.data == "none" }
    }
    repeat {
      until = slice(followers, 0, each.index) == [1]
      set "/a" {}
    }
  }
}
