#define _GNU_SOURCE
#include "pathline_host.h"

#include <sched.h>

int pathline_allowed_cpus(unsigned char *allowed, int capacity) {
  cpu_set_t *set = CPU_ALLOC(capacity);
  if (!set) return -1;
  size_t size = CPU_ALLOC_SIZE(capacity);
  int code = sched_getaffinity(0, size, set);
  for (int cpu = 0; cpu < capacity; cpu++) allowed[cpu] = code == 0 && CPU_ISSET_S(cpu, size, set);
  CPU_FREE(set);
  return code;
}
