defmodule A do
  def f(x do
  @doc """
  open
  def g, do
end
