// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Errors as values: `Result<T>` is a value or an `Error`.
///
/// Threading: plain values. Expected trouble with one file is not an Error but a `Diagnostic`
/// in the answer (types.hpp); an Error means that the operation as a whole did not happen.

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace kompress {

/// The closed set of reasons; the command line maps each to one exit status.
enum class ErrorCode {
    InvalidArgument,  ///< the caller asked for something that makes no sense
    NotFound,         ///< a file, symbol or index that was named does not exist
    Io,               ///< the operating system refused: unreadable, full disk, …
    Corrupt,          ///< stored data is damaged or is not ours
    Incompatible,     ///< stored data is of another version
    Busy,             ///< another process holds what we need
    Cancelled,        ///< the user asked to stop; what was finished is kept
    Configuration,    ///< a configuration file or environment variable is wrong
    Limit,            ///< a stated limit (memory, disk, money, deadline) would be exceeded
    Denied,           ///< a provider refuses the key, or the account has no credit
    Unavailable,      ///< a provider does not answer
    Internal,         ///< a mistake of ours
};

/// What happened, to what, and what to try, in one sentence without a full stop.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
};

template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return *checked(); }
    const T& value() const& { return *const_cast<Result*>(this)->checked(); }
    T&& value() && { return std::move(*checked()); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const {
        assert(!ok());
        return std::get<1>(state_);
    }

  private:
    T* checked() {
        assert(ok());
        return std::get_if<0>(&state_);
    }
    std::variant<T, Error> state_;
};

/// A Result without a value.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), ok_(false) {}

    bool ok() const { return ok_; }
    explicit operator bool() const { return ok_; }
    const Error& error() const { return error_; }

  private:
    Error error_;
    bool ok_ = true;
};

}  // namespace kompress
