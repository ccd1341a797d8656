// Package shapes measures plane figures.
//
// It exists to be read by a machine.
package shapes

import (
	"errors"
	"fmt"
	m "math"
	_ "embed"
	. "strings"

	"./local/helper"
)

// Shape is anything with an area.
type Shape interface {
	fmt.Stringer
	// Area is never negative.
	Area() float64
	scale(by float64, origin, focus Point) Shape
}

// Point is a place.
type Point struct {
	X, Y  float64 `json:"x"` // coordinates
	label string
}

type (
	// Circle is round.
	Circle struct {
		Point
		*helper.Tracked
		Radius float64
		inner  struct {
			depth int
		}
	}

	Visitor func(s Shape, depth int) (stop bool, err error)
)

// Number is what can be summed.
type Number interface {
	~int | ~float64
}

// Pi with few digits.
const Pi = 3.14

// Sides of figures.
const (
	Three, Four = iota, iota + 1
	five        // hidden
)

var ErrEmpty = errors.New("empty")

var (
	registry map[string]Shape = make(map[string]Shape)
	_        Shape            = (*Circle)(nil)
)

// Area implements Shape.
//
//go:noinline
func (c *Circle) Area() float64 {
	return m.Pi * square(c.Radius)
}

func (Circle) scale(by float64, origin, focus Point) Shape { return nil }

func square(x float64) float64

func init() { registry["circle"] = &Circle{Radius: 1} }
