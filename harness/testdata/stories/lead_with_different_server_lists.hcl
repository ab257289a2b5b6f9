# VERDICT: inconclusive
# BECAUSE: server 1 cannot be made the leader: it lists the voters [1 2 3], server 3 lists [1 2 3 4]

scenario "lead_with_different_server_lists" {
  summary = "Servers disagree on who votes, so the election cannot be steered."

  ensemble {
    servers = 4

    server "1" { server_list = [1, 2, 3] }
    server "2" { server_list = [1, 2, 3] }
    server "3" { server_list = [1, 2, 3] }
    server "4" { starts = "later" }
  }

  session "app" { server = 1 }

  step "the election" { # stopped here
    restart {
      server      = 3
      server_list = [1, 2, 3, 4]
    }
    lead { server = 1 }
  }
}
