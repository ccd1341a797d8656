(** A store of values by key.

    Keys are {e strings}; see {!find}. *)

open Core

(** {1 Types} *)

type 'a t
(** A store that holds values of type ['a]. *)

type error = Missing of string | Closed  (** it was closed *)

type options = {
  size : int;  (** in bytes *)
  name : string option;
}

exception Full

(** {1 Reading} *)

val create : ?size:int -> name:string -> unit -> 'a t
(** An empty store.

    @raise Full when there is no room. *)

val find : 'a t -> string -> ('a, error) result

(** Before the item,
    without a blank line. *)
val fold : ('a -> 'b -> 'b) -> 'a t -> 'b -> 'b
val version : string  (** of the format *)
val ( .%{} ) : 'a t -> string -> 'a
external unsafe_get : 'a t -> int -> 'a = "%store_get"

module Key : sig
  type t = private string
  val of_string : string -> t option
end

module type Backend = sig
  type t
  val read : t -> bytes -> int
  include Closeable.S with type t := t
end

module Make (B : Backend) : Store_intf.S with type backend = B.t
module Alias = Store_alias

class reader : string -> object
  method next : string option
  method private close : unit
end

include module type of Extra

val last : int [@@deprecated "use size"]
(** The last one. *)
