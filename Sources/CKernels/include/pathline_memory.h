#ifndef PATHLINE_MEMORY_H
#define PATHLINE_MEMORY_H

#include <stddef.h>

/* Asks for the cache line at an address that will be read soon, past the innermost cache; Swift has no word for it. */
static inline void pathline_prefetch(const void *line) { __builtin_prefetch(line, 0, 2); }

/* Red zones: memory between arrays that nothing may touch, where the address sanitizer watches. Arrays in mapped pages have no
   bounds that it could know of itself. Swift's own build flag is not seen here; -Xcc -fsanitize=address is. */

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PATHLINE_WATCHED 1
#endif
#endif

#ifdef PATHLINE_WATCHED

/* How wide a red zone is. */
enum { pathline_red_zone_bytes = 64 };

/* Of the sanitizer's interface (sanitizer/asan_interface.h). */
void __asan_poison_memory_region(void const volatile *start, size_t count);
void __asan_unpoison_memory_region(void const volatile *start, size_t count);

/* From now on, touching these bytes ends the process with a report. */
static inline void pathline_close_memory(const void *start, size_t count) { __asan_poison_memory_region(start, count); }

/* These bytes may be touched. */
static inline void pathline_open_memory(const void *start, size_t count) { __asan_unpoison_memory_region(start, count); }

#else

enum { pathline_red_zone_bytes = 0 };
static inline void pathline_close_memory(const void *start, size_t count) { (void)start, (void)count; }
static inline void pathline_open_memory(const void *start, size_t count) { (void)start, (void)count; }

#endif

#endif
