let fine x = x + 1

let half = (match 1 with
  | 0 -> 
module Lost = struct
  let inside = fine 2

let after x = fine x
type t = { a : int
let open_string = "never closed
(* nor this *)
