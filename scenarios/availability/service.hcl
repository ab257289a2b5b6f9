# What the stories share of an ensemble that has to serve.

# The session after is at a server that must serve, with the others or without them.
procedure "a new session opens and writes" {
  argument "within" {
    description = "How long the session may take to open: an election may be under way."
    default     = "6s"
  }
  connect "after" {
    within   = arg.within
    may_fail = true
    as       = "opened"
  }
  create "/after" {
    session  = "after"
    within   = "8s"
    may_fail = true
    as       = "after"
  }
}
