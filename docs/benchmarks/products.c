// Rates of the matrix products of OpenBLAS and libxsmm at given shapes, for docs/benchmarks/products.py.
// Usage: products float32|float64    shapes "rows depth columns" are read from standard input, one a line
// Prints a line "library kernel rows depth columns GF/s" per product, and "libxsmm target NAME". One thread each.
#include <cblas.h>
#include <libxsmm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// w[m, k], x[k, n], y[m, n], all row-major: y = w x, x = w^T y, w += y x^T, as in a layer and on the way back through it.
// What is row-major is, read column by column, its transpose: y^T = x^T w^T.
#define KERNELS(T, prefix)                                                                                         \
  typedef struct {                                                                                                 \
    int m, k, n;                                                                                                   \
    T *w, *x, *y, *scratch;                                                                                        \
    libxsmm_##prefix##mmfunction product, transposed, outer;                                                       \
  } prefix##_operands;                                                                                             \
  static void prefix##_blas_product(prefix##_operands *o) {                                                        \
    cblas_##prefix##gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, o->m, o->n, o->k, 1, o->w, o->k, o->x, o->n,   \
                         0, o->y, o->n);                                                                           \
  }                                                                                                                \
  static void prefix##_blas_transposed(prefix##_operands *o) {                                                     \
    cblas_##prefix##gemm(CblasRowMajor, CblasTrans, CblasNoTrans, o->k, o->n, o->m, 1, o->w, o->k, o->y, o->n, 0,  \
                         o->x, o->n);                                                                              \
  }                                                                                                                \
  static void prefix##_blas_outer(prefix##_operands *o) {                                                          \
    cblas_##prefix##gemm(CblasRowMajor, CblasNoTrans, CblasTrans, o->m, o->k, o->n, 1, o->y, o->n, o->x, o->n, 1,  \
                         o->w, o->k);                                                                              \
  }                                                                                                                \
  static void prefix##_xsmm_product(prefix##_operands *o) { o->product(o->x, o->w, o->y); }                        \
  static void prefix##_xsmm_transposed(prefix##_operands *o) { o->transposed(o->y, o->w, o->x); }                  \
  static void prefix##_xsmm_outer(prefix##_operands *o) {                                                          \
    /* Generated code takes no transposed first factor, so x is transposed first. */                               \
    libxsmm_otrans(o->scratch, o->x, sizeof(T), o->n, o->k, o->n, o->k);                                           \
    o->outer(o->scratch, o->y, o->w);                                                                              \
  }                                                                                                                \
  static void prefix##_measure(int m, int k, int n) {                                                              \
    prefix##_operands o = {m, k, n};                                                                               \
    o.w = array((size_t)m * k * sizeof(T));                                                                        \
    o.x = array((size_t)k * n * sizeof(T));                                                                        \
    o.y = array((size_t)m * n * sizeof(T));                                                                        \
    o.scratch = array((size_t)k * n * sizeof(T));                                                                  \
    const T one = 1, zero = 0;                                                                                     \
    const int plain = LIBXSMM_GEMM_FLAG_NONE, turned = LIBXSMM_GEMM_FLAG_TRANS_B, none = LIBXSMM_PREFETCH_NONE;    \
    o.product = libxsmm_##prefix##mmdispatch(n, m, k, &n, &k, &n, &one, &zero, &plain, &none);                     \
    o.transposed = libxsmm_##prefix##mmdispatch(n, k, m, &n, &k, &n, &one, &zero, &turned, &none);                 \
    o.outer = libxsmm_##prefix##mmdispatch(k, m, n, &k, &n, &k, &one, &one, &plain, &none);                        \
    const struct {                                                                                                 \
      const char *library, *kernel;                                                                                \
      void (*call)(prefix##_operands *);                                                                           \
      int exists;                                                                                                  \
    } cases[] = {                                                                                                  \
        {"openblas", "product", prefix##_blas_product, 1},                                                         \
        {"openblas", "transposed", prefix##_blas_transposed, 1},                                                   \
        {"openblas", "outer", prefix##_blas_outer, 1},                                                             \
        {"libxsmm", "product", prefix##_xsmm_product, o.product != NULL},                                          \
        {"libxsmm", "transposed", prefix##_xsmm_transposed, o.transposed != NULL},                                 \
        {"libxsmm", "outer", prefix##_xsmm_outer, o.outer != NULL},                                                \
    };                                                                                                             \
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {                                                    \
      if (!cases[c].exists) continue;                                                                              \
      long calls = 1;                                                                                              \
      double best = 1e300;                                                                                         \
      for (int window = 0; window < 6;) {                                                                          \
        const double start = seconds();                                                                            \
        for (long i = 0; i < calls; i++) cases[c].call(&o);                                                        \
        const double time = seconds() - start;                                                                     \
        if (time < 2e-3) {                                                                                         \
          calls *= 2;                                                                                              \
          continue;                                                                                                \
        }                                                                                                          \
        if (time / calls < best) best = time / calls;                                                              \
        window++;                                                                                                  \
      }                                                                                                            \
      printf("%s %s %d %d %d %.6g\n", cases[c].library, cases[c].kernel, m, k, n, 2e-9 * m * k * n / best);       \
    }                                                                                                              \
    free(o.w), free(o.x), free(o.y), free(o.scratch);                                                              \
  }

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// Small numbers, so that what is summed into again and again stays finite.
static void *array(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) & ~(size_t)63);
  if (!memory) exit(1);
  memset(memory, 0, bytes);
  return memory;
}

KERNELS(float, s)
KERNELS(double, d)

int main(int count, char **arguments) {
  const int isDouble = count > 1 && !strcmp(arguments[1], "float64");
  libxsmm_init();
  printf("libxsmm target %s\n", libxsmm_get_target_arch());
  int m, k, n;
  while (scanf("%d %d %d", &m, &k, &n) == 3) (isDouble ? d_measure : s_measure)(m, k, n);
  return 0;
}
