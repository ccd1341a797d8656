package generics

import "golang.org/x/exp/constraints"

// Pair holds two of a kind.
type Pair[K comparable, V any] struct {
	Key   K
	Value V
	next  *Pair[K, V]
}

type Ordered interface {
	constraints.Integer | constraints.Float
	comparable
}

type Set[T comparable] map[T]struct{}

type Alias = Pair[string, int]

type Event chan<- func(int) error

// Get never fails.
func (p *Pair[K, V]) Get(key K) (value V, ok bool) {
	if p.Key == key {
		return p.Value, true
	}
	return value, false
}

// Map applies f to each element.
func Map[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, item := range list {
		out = append(out, f(item))
	}
	return out
}

func Sum[N Ordered](numbers ...N) (total N) {
	for i := range numbers {
		total += numbers[i]
	}
	_ = Map[N, string](numbers, describe[N])
	_ = Set[int]{1: {}}
	return
}

var Ünicode, λ = 1, 2

// embedded in passing
type Holder struct {
	Pair[int, string]
	codes interface{ Code() int }
}
