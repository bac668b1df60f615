#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

/* Heap allocations made so far by the calling thread. Linking this target replaces the allocator's entry points by ones
   that count and then call glibc's own. */
long allocation_count(void);

#endif
