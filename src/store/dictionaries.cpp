// SPDX-License-Identifier: Apache-2.0
#include "store/dictionaries.hpp"

#include <utility>

namespace kompress::store {
namespace {

constexpr std::size_t DictionaryBytes = std::size_t{32} << 10;
constexpr std::size_t SampleBytes = std::size_t{4} << 10;  // more of each gains nothing
constexpr std::size_t MinSampleBytes = 8;                  // the trainer takes no shorter ones

}  // namespace

Dictionaries::Dictionaries(ColumnBytes bytes)
    : columns{Dictionary(std::move(bytes[SymbolsColumn])), Dictionary(std::move(bytes[TextsColumn])),
              Dictionary(std::move(bytes[ReferencesColumn]))} {}

DictionaryTrainer::DictionaryTrainer(std::shared_ptr<const Dictionaries> known, std::size_t wanted)
    : current_(std::move(known)), wanted_(current_ ? 0 : wanted) {}

std::shared_ptr<const Dictionaries> DictionaryTrainer::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void DictionaryTrainer::offer(const ColumnBytes& piece) {
    std::array<std::vector<std::string>, ColumnCount> samples;
    {
        const std::lock_guard lock(mutex_);
        if (wanted_ == 0) return;
        for (std::size_t column = 0; column < ColumnCount; ++column)
            if (piece[column].size() >= MinSampleBytes) samples_[column].push_back(piece[column].substr(0, SampleBytes));
        if (--wanted_ > 0) return;
        samples.swap(samples_);
    }
    // The others go on without a dictionary meanwhile.
    ColumnBytes learned;
    for (std::size_t column = 0; column < ColumnCount; ++column) {
        learned[column] = train_dictionary(samples[column], DictionaryBytes);
        if (learned[column].empty()) return;
    }
    auto fresh = std::make_shared<const Dictionaries>(std::move(learned));
    const std::lock_guard lock(mutex_);
    current_ = std::move(fresh);
}

}  // namespace kompress::store
