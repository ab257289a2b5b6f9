# VERDICT: held

scenario "standalone" {
  summary = "One server alone."

  ensemble {
    servers = 1

    # Alone it has its logs in dataLogDir: ZOOKEEPER-2960 is of a quorum.
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
