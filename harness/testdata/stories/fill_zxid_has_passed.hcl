# VERDICT: inconclusive
# BECAUSE: step "sets": fill "/bulk": after 0 writes: zxid 0x100000001 has passed

scenario "fill_zxid_has_passed" {
  summary = "The zxid to reach has passed already."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "sets" { # stopped here
    create "/bulk" {}
    fill "/bulk" { until = "0x100000001" }
  }
}
