package broken

// Kept is found in spite of what follows.
func Kept(a int) int { return helper(a) }

func Lost( {

type Later struct {
	Name string
}

func (l *Later) Method() { l.Name = "x" }

/* not a doc comment of anything */

