# VERDICT: held

scenario "standalone" {
  summary = "An ensemble of one server."

  ensemble {
    servers = 1

    # A standalone server has its logs in dataLogDir: ZOOKEEPER-2960 affects quorums only.
    server "1" { release = "3.4.11" }
  }

  session "app" {}

  step "the server" { # done
    create "/x" {
      data = "1"
      as   = "made"
    }
    require { condition = leader == 1 && followers == [] && server(1).role == "standalone" }
    require { condition = server(1).disk.zxid == result.made.zxid && server(1).disk.snapshot == "0x0" }
    restart { server = 1 }
    await { serving = 1 }
    connect "app" {}
    read "/x" { as = "read" }
    assert {
      condition = result.read.data == "1"
      guarantee = "durability"
    }
  }
}
