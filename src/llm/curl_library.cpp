// SPDX-License-Identifier: Apache-2.0
#include "llm/curl_library.hpp"

#include <dlfcn.h>

namespace kompress::llm {
namespace {

struct Loaded {
    CurlLibrary functions;
    bool ok = false;
    std::string why;
};

template <typename Function>
bool bind(void* handle, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
}

bool bind_all(void* handle, CurlLibrary& curl) {
    return bind(handle, "curl_global_init", curl.global_init) && bind(handle, "curl_easy_init", curl.easy_init) &&
           bind(handle, "curl_easy_setopt", curl.easy_setopt) && bind(handle, "curl_easy_getinfo", curl.easy_getinfo) &&
           bind(handle, "curl_easy_cleanup", curl.easy_cleanup) && bind(handle, "curl_easy_strerror", curl.easy_strerror) &&
           bind(handle, "curl_slist_append", curl.slist_append) && bind(handle, "curl_slist_free_all", curl.slist_free_all) &&
           bind(handle, "curl_multi_init", curl.multi_init) && bind(handle, "curl_multi_setopt", curl.multi_setopt) &&
           bind(handle, "curl_multi_add_handle", curl.multi_add_handle) && bind(handle, "curl_multi_remove_handle", curl.multi_remove_handle) &&
           bind(handle, "curl_multi_perform", curl.multi_perform) && bind(handle, "curl_multi_poll", curl.multi_poll) &&
           bind(handle, "curl_multi_wakeup", curl.multi_wakeup) && bind(handle, "curl_multi_info_read", curl.multi_info_read) &&
           bind(handle, "curl_multi_cleanup", curl.multi_cleanup);
}

Loaded load_once() {
    Loaded loaded;
    for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4"}) {
        void* handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            if (const char* said = ::dlerror(); said && loaded.why.empty()) loaded.why = said;
            continue;
        }
        if (bind_all(handle, loaded.functions) && loaded.functions.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
            loaded.ok = true;
            return loaded;
        }
        loaded.why = std::string(name) + " is too old; 7.68 or later is needed";
    }
    return loaded;
}

}  // namespace

const CurlLibrary* CurlLibrary::load(std::string& why) {
    static const Loaded loaded = load_once();
    why = loaded.why;
    return loaded.ok ? &loaded.functions : nullptr;
}

}  // namespace kompress::llm
