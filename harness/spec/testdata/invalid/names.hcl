variable "a b" { default = 1 } # ERROR: Invalid name: var.NAME

procedure "p" {
  argument "1" {} # ERROR: Invalid name: arg.NAME
}
