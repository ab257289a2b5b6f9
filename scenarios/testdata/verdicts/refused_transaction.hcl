# ZooKeeper logs a transaction that it refuses as a multi whose parts are errors. When its
# answer is lost, the record on the disks does not prove that it was done.

scenario "refused_transaction" {
  summary = "A transaction is refused, and its answer is lost."

  ensemble { servers = 3 }

  session "writer" { server = 3 }

  session "reader" { server = 3 }

  step "the client of a transaction that must be refused goes before the answer" {
    session = "writer"
    lead { server = 3 }
    create "/k" {}
    await { synced = [1, 2, 3] }
    pause { servers = [1, 2] }
    transaction {
      wait = false
      set "/k" { data = "never" }
      check "/k" { version = 7 }
    }
    require { condition = counter(server(3).disk.zxid) > counter(server(1).disk.zxid) }
    disconnect "writer" {}
    resume { servers = [1, 2] }
    await { serving = [1, 2, 3] }
  }

  step "the znode is as it was" {
    session = "reader"
    sync "/" {}
    read "/k" { as = "k" }
    require { condition = result.k.data == "" }
  }
}
