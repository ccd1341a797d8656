// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Text that must not be shown: keys and whatever carries them.
///
/// There is no way to print, format or compare a Secret but reveal(), which only a transport calls, at the moment when
/// the bytes go to their server. Copies are wiped when they die. Threading: a plain value.

#include <string>
#include <string_view>
#include <utility>

namespace kompress {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            text_ = std::move(other.text_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    bool empty() const { return text_.empty(); }
    std::string_view reveal() const { return text_; }

  private:
    void wipe() noexcept {
        volatile char* bytes = text_.data();  // volatile: not to be optimised away
        for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = 0;
        text_.clear();
    }
    std::string text_;
};

}  // namespace kompress
