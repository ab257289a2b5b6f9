package history_test

// otherHistories violate guarantees that are not about the order of replies; they are
// written in the language of language_test.go.
var otherHistories = []struct {
	name, history, broken string // guarantee: part of the message; "" if all hold
}{
	{"updates out of order", `
		app 1 create /x 5
		app 1 create /y 4`, "sequential_consistency: the update is not beyond everything that the session had seen, 0x5"},
	{"an update before what was seen", `
		app 1 exists /x 5 NoNode
		app 1 create /y 5`, "sequential_consistency: the update is not beyond everything that the session had seen, 0x5"},
	{"replies in another order than the requests", `
		app 1 exists /x 5 NoNode xid 3
		app 1 exists /y 5 NoNode xid 2`, "sequential_consistency: the request was sent before the one whose reply came first"},
	{"replies in the order of the requests", `
		app 1 exists /x 5 NoNode xid 2
		app 1 exists /y 5 NoNode xid 4`, ""},

	{"half a transaction", `
		other 1 transaction - 5 with create:/x,set:/y
		app   2 exists /x 6 sees 5
		app   2 read   /y 6 sees 2`, "atomicity: but another part of the same transaction is shown: event 2"},
	{"half a transaction, in the other order", `
		other 1 transaction - 5 with create:/x,set:/y
		app   2 read   /y 6 sees 2
		app   2 exists /x 6 sees 5`, "atomicity: event 2"},
	{"half a transaction, on another server", `
		other 1 transaction - 5 with create:/x,set:/y
		app   2 exists /x 6 sees 5
		other 1 exists /q 7 NoNode
		app   3 read   /y 6 sees 2`, "single_system_image: the znode was written at 0x5"},
	{"a whole transaction is missing, which is no half one", `
		other 1 transaction - 5 with create:/x,set:/y
		app   2 exists /x 6 NoNode`, "replica_agreement: the znode was written at 0x5"},
	{"a refused write has an effect", `
		app   1 create /x 2
		other 1 set    /x 3 BadVersion refused
		app   2 read   /x 4 sees 3/2`, "atomicity: shows an effect of 0x3, an update that was refused: event 2"},

	{"an ephemeral znode outlives its session", `
		other 1 create /x 2 ephemeral
		other 1 close  -  3
		app   2 exists /x 3 sees 2 owner other`, "ephemeral_lifetime: /x still exists, but its session 0x500 has ended: event 2"},
	{"an ephemeral znode is gone before its session ends", `
		other 1 create /x 2 ephemeral
		app   2 exists /x 3 NoNode`, "ephemeral_lifetime: but session 0x500, which created it at 0x2, has not ended"},
	{"an ephemeral znode is deleted", `
		other 1 create /x 2 ephemeral
		other 1 delete /x 3
		app   2 exists /x 3 NoNode`, ""},
	{"an ephemeral znode was perhaps deleted before its session ended", `
		app   1 create   /d   2
		other 1 create   /d/x 3 ephemeral
		app   1 delete   /d/x - unknown
		other 1 close    -    5
		app   2 children /d   6 sees 2/2/4 lists -`, ""},
	{"an ephemeral znode was perhaps created again as another before its session ended", `
		other 1 create /x 3 ephemeral
		app   1 delete /x - unknown
		app   1 create /x - unknown
		other 1 close  -  6
		app   2 exists /x 7 sees 5`, ""},
	{"an ephemeral znode was surely there when its session ended", `
		app   1 create   /d   2
		other 1 create   /d/x 3 ephemeral
		other 1 close    -    5
		app   2 children /d   6 sees 2/2/4`, "replica_agreement: with the children as of 0x4"},
	{"an ephemeral znode without a known create outlives its session", `
		app   1 exists /q 4 NoNode
		other 1 close  -  5
		app   2 exists /x 6 sees 2 owner other`, "ephemeral_lifetime: /x still exists, but its session 0x500 has ended"},
	{"an ephemeral znode has no owner", `
		other 1 create /x 2 ephemeral
		other 1 exists /x 2 sees 2`, "ephemeral_lifetime: /x has the owner 0x0, but was created with the owner 0x500"},
	{"a persistent znode has an owner", `
		other 1 create /x 2
		other 1 exists /x 2 sees 2 owner other`, "ephemeral_lifetime: /x has the owner 0x500, but was created with the owner 0x0"},

	{"an ACL that was not given", `
		app 1 create /x 2 acl world:anyone:r
		app 1 acl    /x 2 sees 2 acl world:anyone:rw`, "acl_integrity: shows the ACL world:anyone:rw: event 1"},
	{"an ACL that was given later", `
		app 1 create  /x 2 acl world:anyone:ra
		app 1 set_acl /x 3 acl world:anyone:wr,ip:10.0.0.1:r
		app 1 acl     /x 3 sees 2 acl ip:10.0.0.1:r,world:anyone:rw`, ""},
	{"a digest that is not shown", `
		app 1 create /x 2 acl digest:user:hash=:r
		app 1 acl    /x 2 sees 2 acl digest:user:x:r`, ""},
	{"the default ACL", `
		app 1 create /x 2
		app 1 acl    /x 2 sees 2 acl world:anyone:cdrwa`, ""},
}
