// SPDX-License-Identifier: Apache-2.0
// Build tool: `kompress_pack IN OUT` writes IN as one zstd frame that knows its size.
// A last source map comment is left out: it names a file that a site does not carry.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

static int fail(const char* path) {
    fprintf(stderr, "kompress_pack: cannot read or write %s\n", path);
    return 1;
}

int main(int count, char** arguments) {
    if (count != 3) return fail("IN OUT");
    FILE* in = fopen(arguments[1], "rb");
    if (!in) return fail(arguments[1]);
    fseek(in, 0, SEEK_END);
    size_t size = (size_t)ftell(in);
    rewind(in);
    char* text = malloc(size + 1);
    if (!text || fread(text, 1, size, in) != size) return fail(arguments[1]);
    text[size] = 0;
    fclose(in);
    static const char Map[] = "\n//# sourceMappingURL=";
    for (char* found = strstr(text, Map); found; found = strstr(found + 1, Map))
        if (!strchr(found + 1, '\n') || strchr(found + 1, '\n') + 1 == text + size) size = (size_t)(found + 1 - text);
    const size_t bound = ZSTD_compressBound(size);
    void* packed = malloc(bound);
    const size_t packed_size = packed ? ZSTD_compress(packed, bound, text, size, 19) : 0;
    FILE* out = fopen(arguments[2], "wb");
    if (!out || packed_size == 0 || ZSTD_isError(packed_size) || fwrite(packed, 1, packed_size, out) != packed_size || fclose(out) != 0) return fail(arguments[2]);
    free(packed);
    free(text);
    return 0;
}
