type a = A | B

module M = Other.M

exception Odd
