// Command statements does a bit of everything.
package main

import "os"

type kind int

func (k kind) String() string { return "kind" }

var handlers = map[string]func(int) int{
	"double": func(n int) int { result := n * 2; return result },
}

var first, second = split(os.Args)

var _ = register(func() { inner := 1; use(inner) })

func main() {
	const limit = 3
	var count, width int = 0, limit
	type local struct{ name string }
	defer func() {
		if r := recover(); r != nil && count > limit || width == 0 {
			os.Exit(1)
		}
	}()
outer:
	for i := 0; i < limit; i++ {
		switch k := kind(i); {
		case k == 1, k == 2:
			continue outer
		case i > 2:
			fallthrough
		default:
			break outer
		}
	}
	cases := []struct {
		in   string
		want kind
	}{{in: "a", want: 1}}
	for _, c := range cases {
		check(c.in, c.want.String())
	}
	items := make(chan local, 1)
	select {
	case item, ok := <-items:
		print(item.name, ok)
	case items <- local{name: "x"}:
	}
	switch v := any(count).(type) {
	case kind, *local:
		_ = v
	case error:
		go handlers["double"](v.(interface{ Code() int }).Code())
	}
	if count++; count > 0 {
		goto outer
	}
}
