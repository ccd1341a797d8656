f <- function(x {
  y <- "open
}
} -> 
g <- 
