// SPDX-License-Identifier: Apache-2.0
#include "store/compress.hpp"

#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>

#include <mutex>
#include <new>

namespace kompress::store {
namespace {

/// A piece is at most 8 MiB of source, of which every four bytes make at most 21 here.
constexpr unsigned long long MaxExpandedBytes = 64ull << 20;
/// Measured with and without dictionaries in docs/design/002-storage.md.
constexpr int Level = 2;
/// Longer blocks learn enough from themselves, and zstd takes its slow way with them and a dictionary.
constexpr std::size_t MaxDictionaryBlockBytes = std::size_t{16} << 10;

}  // namespace

/// Made when first wanted: who looks something up packs nothing, and seldom unpacks every column.
struct Dictionary::Tables {
    explicit Tables(std::string_view bytes) : bytes_(bytes) {}
    ~Tables() {
        ZSTD_freeCDict(packing_);
        ZSTD_freeDDict(unpacking_);
    }
    const ZSTD_CDict* packing() {
        std::call_once(has_packing_, [&] { packing_ = ZSTD_createCDict(bytes_.data(), bytes_.size(), Level); });
        return packing_;
    }
    const ZSTD_DDict* unpacking() {
        std::call_once(has_unpacking_, [&] { unpacking_ = ZSTD_createDDict(bytes_.data(), bytes_.size()); });
        return unpacking_;
    }

  private:
    std::string_view bytes_;
    std::once_flag has_packing_, has_unpacking_;
    ZSTD_CDict* packing_ = nullptr;
    ZSTD_DDict* unpacking_ = nullptr;
};

Dictionary::Dictionary(std::string bytes) : bytes_(std::move(bytes)), tables_(std::make_unique<Tables>(bytes_)) {}

Dictionary::~Dictionary() = default;

std::string train_dictionary(const std::vector<std::string>& samples, std::size_t capacity) {
    std::string all;
    std::vector<std::size_t> sizes;
    for (const std::string& sample : samples) {
        all += sample;
        sizes.push_back(sample.size());
    }
    ZDICT_fastCover_params_t parameters{};
    // One pass with fixed segments: 10 ms for a megabyte. Searching for better ones takes ten times as long and gains 1 %.
    parameters.k = 256;
    parameters.d = 8;
    parameters.f = 18;
    parameters.steps = 1;
    parameters.nbThreads = 1;
    parameters.splitPoint = 1.0;
    parameters.accel = 4;
    parameters.zParams.compressionLevel = Level;
    std::string dictionary(capacity, '\0');
    const std::size_t size = ZDICT_trainFromBuffer_fastCover(dictionary.data(), capacity, all.data(), sizes.data(),
                                                             static_cast<unsigned>(sizes.size()), parameters);
    dictionary.resize(ZDICT_isError(size) ? 0 : size);
    return dictionary;
}

struct Compressor::Context {
    ZSTD_CCtx* zstd;
    std::string buffer;
};

Compressor::Compressor() : context_(std::make_unique<Context>()) {
    context_->zstd = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_compressionLevel, Level);
    ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_dictIDFlag, 0);
}

Compressor::~Compressor() { ZSTD_freeCCtx(context_->zstd); }

std::string Compressor::compress(std::string_view bytes, const Dictionary* dictionary) {
    std::string& out = context_->buffer;
    if (out.size() < ZSTD_compressBound(bytes.size())) out.resize(ZSTD_compressBound(bytes.size()));
    const bool is_short = bytes.size() <= MaxDictionaryBlockBytes;
    ZSTD_CCtx_refCDict(context_->zstd, dictionary && is_short ? dictionary->tables_->packing() : nullptr);
    const std::size_t size = ZSTD_compress2(context_->zstd, out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size)) throw std::bad_alloc();  // the buffer is large enough, so nothing else can be missing
    return out.substr(0, size);
}

Result<std::string> decompress(std::string_view bytes, const Dictionary* dictionary) {
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > MaxExpandedBytes)
        return Error{ErrorCode::Corrupt, "a stored block is not what its header says"};
    static thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    std::string out(size, '\0');
    const ZSTD_DDict* tables = dictionary ? dictionary->tables_->unpacking() : nullptr;
    const std::size_t got = ZSTD_decompress_usingDDict(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), tables);
    if (ZSTD_isError(got) || got != size) return Error{ErrorCode::Corrupt, "a stored block is damaged"};
    return out;
}

}  // namespace kompress::store
