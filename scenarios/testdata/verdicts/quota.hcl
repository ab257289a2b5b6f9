# Servers keep the statistics of a quota in a znode, and write it themselves.

scenario "quota" {
  summary = "A folder has a quota that is far from reached; a child is created."

  ensemble { servers = 1 }

  session "app" {}

  step "a quota, and a child" {
    create "/app" {}
    create "/zookeeper/quota/app" {}
    create "/zookeeper/quota/app/zookeeper_limits" { data = "count=1000,bytes=-1" }
    create "/zookeeper/quota/app/zookeeper_stats" { data = "count=1,bytes=0" }
    create "/app/child" {}
  }
}
