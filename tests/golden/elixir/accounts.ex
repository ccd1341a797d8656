# Accounts of the sample.
defmodule Sample.Accounts do
  @moduledoc """
  Everything about accounts.

    * indented
  """
  use GenServer
  import Ecto.Query, only: [from: 2]
  alias Sample.{Repo, User}
  alias Sample.Mailer.Sender, as: Post
  require Logger

  @timeout 5_000
  @type id :: integer()
  @typep secret(t) :: {t, id()}
  @callback on_change(User.t()) :: :ok
  @behaviour Sample.Store

  defstruct [:name, age: 0]

  @doc """
  Finds an account.

  More about it.
  """
  @spec find(id(), keyword()) :: User.t() | nil
  def find(id, opts \\ []) when is_integer(id) do
    %{limit: limit} = Enum.into(opts, %{})
    case Repo.get(User, id) do
      nil -> {:error, limit}
      %User{name: name} = user -> notify(user, name)
    end
  end

  @doc "Counts them."
  def count, do: Repo.aggregate(User, :count)

  def zero(0), do: 0
  def zero(n), do: n - 1

  @doc false
  def hidden(a, {b, [c | _]}) do
    with {:ok, x} <- fetch(a), y = b + c do
      Logger.info("#{x} #{y}")
    else
      _ -> :error
    end
  end

  defp notify(user, name) do
    Post.deliver(user)
    fun = fn value -> value && name end
    fun.(1)
    |> String.trim()
    |> private_step()
  end

  # A plain comment.
  defp private_step(text) do
    try do
      if text == "" or @timeout > 1, do: raise("no"), else: text
    rescue
      e in ArgumentError -> Exception.message(e)
    end
  end

  defmacro unless_nil(value, do: block) do
    quote do
      if unquote(value) != nil, do: unquote(block)
    end
  end

  defguard is_even(n) when rem(n, 2) == 0
  defdelegate list(opts), to: Repo

  defmodule Inner do
    def run, do: Sample.Accounts.count()
  end
end

defprotocol Sample.Size do
  @doc "How large."
  def size(data)
end

defimpl Sample.Size, for: Map do
  def size(map), do: map_size(map)
end

defmodule Sample.AccountsTest do
  use ExUnit.Case
  describe "find" do
    test "finds one" do
      assert Sample.Accounts.find(1)
    end
  end
end
