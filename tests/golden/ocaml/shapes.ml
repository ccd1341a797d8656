(******************************************)
(*  Some Author, Some Institute           *)
(******************************************)

(** Shapes of the sample, and what is
    asked of them. *)

open Printf
module L = Stdlib.List
include Base.Defaults

(** A point of the plane. *)
type point = {
  x : float;  (** across *)
  mutable y : float;
      (** down,
          on the next line *)
}

type shape =
  | Circle of point * float  (** by its centre *)
  | Box of { corner : point; side : float }
  | Empty
(** What can be drawn. *)

and 'a tree = Leaf | Node of 'a tree * 'a * 'a tree

type id = int
type handle
type event = ..
type event += Click of point | Key of char
type _ expr = Int : int -> int expr | Neg : int expr -> int expr
type color = [ `Red | `Green ]

exception Not_found_here
exception Bad of string * int  (** with its line *)

external now : unit -> float = "sample_now"

let limit = 10
(** How many there may be. *)

let counter = ref 0
let _hidden = 1
let left, right = (1, 2)

(* Plain remarks document what follows, too. *)
let area shape =
  match shape with
  | Circle (_, r) when r < 0. -> raise (Bad ("radius", limit))
  | Circle (_, r) -> pi *. r *. r
  | Box { side; _ } -> side *. side
  | Empty -> 0.

(** Both ask each other. *)
let rec even n = n = 0 || odd (n - 1)

(** [odd] stands beside it. *)
and odd n = if n = 0 then false else even (n - 1)

let ( +| ) a b = { x = a.x +. b.x; y = a.y +. b.y }
let scale = fun ~by p -> { x = p.x *. by; y = p.y *. by }
let name_of = function Circle _ -> "circle" | Box _ -> "box" | Empty -> "" [@@deprecated "use show"]

let total ?(start = 0.) ~weights shapes =
  let open L in
  let add sum shape = sum +. area shape in
  shapes |> map area |> fold_left add start |> fun t ->
  incr counter;
  List.iter (printf "%f") weights;
  t

let rec walk f t = match t with Leaf -> () | Node (l, v, r) -> walk f l; f v; walk f r

module Stack : sig
  type t
  val empty : t
  val push : int -> t -> t
  (** On top. *)
end = struct
  type t = int list

  let empty = []
  let push n stack = n :: stack
  let secret = L.length
end

module type Ordered = sig
  type t

  val compare : t -> t -> int
  (** Less than zero when smaller. *)

  include Printable.S
end

module Set (Item : Ordered) (Log : Logger.S) : sig
  val add : Item.t -> unit
end = struct
  let add item = Log.note (Item.compare item item)
end

module Pair = functor (A : Ordered) -> struct
  let same a b = A.compare a b = 0
end

module Ints = Set (Int) (Quiet)
module rec Even : Ordered = Odd
and Odd : Ordered = Even

class type drawable = object
  method draw : unit -> unit
end

class virtual shape_object (name : string) =
  object (self)
    val mutable position = { x = 0.; y = 0. }
    method name = name
    method private reset () = position <- { position with x = 0. }
    method virtual draw : unit -> unit
    method move dx = if dx > 0. then self#reset ()
    initializer self#reset ()
  end

class circle r =
  object
    inherit shape_object "circle" as super
    (** Draws it. *)
    method draw () = Graphics.draw_circle r; super#move 1.
  end

let make () = new circle 1.
let text = {|no (* comment |}
let quote = '"' (* and '"' here, (* nested "*)" *) don't *)

let local () =
  let module M = struct let inside = 1 end in
  let exception Stop in
  try raise Stop with Stop -> M.inside

let%test "area" = area Empty = 0.

let () =
  let shapes = [ Empty ] in
  for i = 1 to limit do
    while !counter < i do incr counter done
  done;
  print_endline @@ name_of (List.hd shapes)
