// SPDX-License-Identifier: Apache-2.0
#include "store/compress.hpp"

#include <zstd.h>

namespace kompress::store {
namespace {
/// A piece is at most 8 MiB of source, of which every four bytes make at most 21 here.
constexpr unsigned long long MaxExpandedBytes = 64ull << 20;
}

struct Compressor::Context {
    ZSTD_CCtx* zstd;
};

Compressor::Compressor(int level) : context_(std::make_unique<Context>()) {
    context_->zstd = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_dictIDFlag, 0);
}

Compressor::~Compressor() { ZSTD_freeCCtx(context_->zstd); }

std::string Compressor::compress(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress2(context_->zstd, out.data(), out.size(), bytes.data(), bytes.size());
    out.resize(ZSTD_isError(size) ? 0 : size);
    out.shrink_to_fit();
    return out;
}

Result<std::string> decompress(std::string_view bytes) {
    const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > MaxExpandedBytes)
        return Error{ErrorCode::Corrupt, "a stored block is not what its header says"};
    std::string out(size, '\0');
    const std::size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(got) || got != size) return Error{ErrorCode::Corrupt, "a stored block is damaged"};
    return out;
}

}  // namespace kompress::store
