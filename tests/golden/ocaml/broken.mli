val fine : int -> int
val broken : (int -> 
type t = { a : int
val after : string
