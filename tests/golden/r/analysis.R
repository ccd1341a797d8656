# An analysis of the sample.

library(dplyr)
require("stats")
source("helpers.R")
requireNamespace("jsonlite", quietly = TRUE)

#' Adds two numbers.
#'
#' @param x one
#' @export
add <- function(x, y = 1, ...) {
  total <- x + y
  cache <<- total
  helper(total)
}

limit <- 10
threshold = 0.5
20 -> answer
.hidden <- function() NULL
"quoted name" <- function(a) a

# Summarises.
summarise_all <- function(data, f = mean) {
  inner <- function(v) f(v) + limit
  for (name in names(data)) {
    if (is.numeric(data[[name]]) && nrow(data) > 0) {
      data[[name]] <- inner(data[[name]])
    } else if (FALSE || TRUE) next
  }
  while (TRUE) break
  repeat { break }
  out <- dplyr::mutate(data, z = add(1, 2))
  out$column$deep
  obj@slot
  obj$method(1)
  sapply(data, function(column) column + answer)
  sapply(data, \(w) w)
  out |> print_it()
}

setClass("Person", representation(name = "character"))
setGeneric("greet", function(object, ...) standardGeneric("greet"))
setMethod("greet", "Person", function(object, ...) {
  shout(object@name)
})

Stack <- R6Class("Stack", public = list(
  items = NULL,
  #' Adds one.
  push = function(x) { self$items <- c(self$items, x) },
  .private = function() 1
))
Account <- setRefClass("Account", fields = list(balance = "numeric"))
