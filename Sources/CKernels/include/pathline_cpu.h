#ifndef PATHLINE_CPU_H
#define PATHLINE_CPU_H

/* What the compiler was told about the CPU. Swift has no conditional compilation on CPU features, so the kernels and
   `pathline doctor` read these constants. */

#if defined(__AVX512F__)
enum { pathline_simd_bits = 512 };
#elif defined(__AVX__)
enum { pathline_simd_bits = 256 };
#else
enum { pathline_simd_bits = 128 };
#endif

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
enum { pathline_has_fma = 1 };
#else
enum { pathline_has_fma = 0 };
#endif

/* What else of an x86 CPU the compiler may use in this build, by the names of /proc/cpuinfo, with a space after each;
   empty for other CPUs. */
const char *pathline_cpu_features(void);

#endif
