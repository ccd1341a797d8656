/* SPDX-License-Identifier: Apache-2.0 */
/* Read before the scanner of OCaml's two grammars (cmake/Grammars.cmake): comments are read here.

   Comments nest in OCaml. The grammar's scanner follows each "(*" with a call of itself, so that some ten thousand of them
   end the stack; this one counts. What hides a "*)" is as the language has it: strings, characters and quoted strings
   ({id|…|id}) within the comment. A comment that nothing closes ends with the text. */
#include "scanner.h"

enum { MaxQuoteId = 64 }; /* longer than any in use; what has a longer one is read as plain text */

/* Behind `'`. A character between quotes is passed over; what was read and is none is given back, else 0. */
static int32_t skip_quote(TSLexer* lexer) {
    const int32_t c = lexer->lookahead;
    if (lexer->eof(lexer)) return 0;
    advance(lexer);
    if (c == '\\') {
        if (!lexer->eof(lexer)) advance(lexer);
        for (int digits = 0; digits < 3 && iswxdigit((wint_t)lexer->lookahead); ++digits) advance(lexer);
    }
    if (lexer->lookahead != '\'') return c == '\\' || c == '\'' ? 0 : c;
    if (c != '\'') advance(lexer);
    return 0;
}

static bool is_quote_id(int32_t c) { return c == '_' || (c >= 'a' && c <= 'z') || c >= 0xdf; }

/* Behind `{`: passes over `id|…|id}`, or over what begins like it. */
static void skip_quoted(TSLexer* lexer) {
    int32_t id[MaxQuoteId];
    int size = 0;
    if (lexer->lookahead == '%') {
        advance(lexer);
        if (lexer->lookahead == '%') advance(lexer);
        while (is_identchar(lexer->lookahead) || lexer->lookahead == '.') advance(lexer);
        while (iswspace((wint_t)lexer->lookahead)) advance(lexer);
    }
    for (; size < MaxQuoteId && is_quote_id(lexer->lookahead); advance(lexer)) id[size++] = lexer->lookahead;
    if (lexer->lookahead != '|') return;
    while (!lexer->eof(lexer)) {
        const int32_t c = lexer->lookahead;
        advance(lexer);
        if (c != '|') continue;
        int at = 0;
        while (at < size && lexer->lookahead == id[at]) ++at, advance(lexer);
        if (at < size || lexer->lookahead != '}') continue;
        advance(lexer);
        return;
    }
}

/* Behind `(`. */
static bool scan_counted_comment(TSLexer* lexer) {
    if (lexer->lookahead != '*') return false;
    advance(lexer);
    int32_t kept = 0;
    for (uint32_t depth = 1; kept != 0 || !lexer->eof(lexer);) {
        const int32_t c = kept != 0 ? kept : lexer->lookahead;
        if (kept == 0) advance(lexer);
        kept = 0;
        if (c == '(' && lexer->lookahead == '*') {
            advance(lexer);
            ++depth;
        } else if (c == '*' && lexer->lookahead == ')') {
            advance(lexer);
            if (--depth == 0) return true;
        } else if (c == '"') {
            scan_string(lexer);
        } else if (c == '\'') {
            kept = skip_quote(lexer);
        } else if (c == '{') {
            skip_quoted(lexer);
        } else if (is_identstart(c)) {
            while (is_identchar(lexer->lookahead)) advance(lexer); /* `don't` holds no quote */
        }
    }
    return true;
}

static bool scan_token(Scanner* scanner, TSLexer* lexer, const bool* valid) {
    bool others[ERROR_SENTINEL + 1];
    memcpy(others, valid, sizeof others);
    others[COMMENT] = false;
    if (valid[COMMENT] && !scanner->in_string && (lexer->lookahead == '(' || iswspace((wint_t)lexer->lookahead))) {
        while (iswspace((wint_t)lexer->lookahead)) skip(lexer);
        if (lexer->lookahead == '(') {
            advance(lexer);
            lexer->result_symbol = COMMENT;
            return scan_counted_comment(lexer);
        }
        /* These begin where they are asked for, not behind blanks. */
        others[LEFT_QUOTED_STRING_DELIM] = others[RIGHT_QUOTED_STRING_DELIM] = false;
    }
    return scan(scanner, lexer, others);
}

/* What the grammar's own file, read behind this one, hands its scan to. */
#define scan scan_token
