#ifndef PATHLINE_CMPI_H
#define PATHLINE_CMPI_H

#include <mpi.h>
#include <stdint.h>

/* Swift imports neither MPI's handles (macros over opaque globals in Open MPI, integer casts in MPICH) nor
   MPI_IN_PLACE. Each function below is one MPI call with those filled in, over MPI_COMM_WORLD, so that no Swift code
   depends on how a library represents a handle. All of them return MPI's own code. */

static inline int pathline_mpi_init(int *provided) {
  return MPI_Init_thread(0, 0, MPI_THREAD_FUNNELED, provided);
}

static inline int pathline_mpi_return_errors(void) {
  return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

static inline int pathline_mpi_rank(int *rank) { return MPI_Comm_rank(MPI_COMM_WORLD, rank); }

static inline int pathline_mpi_size(int *size) { return MPI_Comm_size(MPI_COMM_WORLD, size); }

/* Unsigned, because unsigned addition wraps by definition of C; the bits are those of a two's complement sum. */
static inline int pathline_mpi_sum(void *values, int count) {
  return MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
}

static inline int pathline_mpi_sum_doubles(void *values, int count) {
  return MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

static inline int pathline_mpi_maximum(void *values, int count) {
  return MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_INT64_T, MPI_MAX, MPI_COMM_WORLD);
}

static inline int pathline_mpi_broadcast(void *bytes, int count, int root) {
  return MPI_Bcast(bytes, count, MPI_BYTE, root, MPI_COMM_WORLD);
}

/* One 64-bit integer from every rank to the root. */
static inline int pathline_mpi_gather(const int64_t *value, int64_t *values, int root) {
  return MPI_Gather(value, 1, MPI_INT64_T, values, 1, MPI_INT64_T, root, MPI_COMM_WORLD);
}

static inline int pathline_mpi_send(const void *bytes, int count, int destination) {
  return MPI_Send(bytes, count, MPI_BYTE, destination, 0, MPI_COMM_WORLD);
}

static inline int pathline_mpi_receive(void *bytes, int count, int source) {
  return MPI_Recv(bytes, count, MPI_BYTE, source, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static inline int pathline_mpi_barrier(void) { return MPI_Barrier(MPI_COMM_WORLD); }

static inline int pathline_mpi_abort(int code) { return MPI_Abort(MPI_COMM_WORLD, code); }

/* Lengths as constants: both are macros with different values in different libraries. */
enum {
  pathline_mpi_error_length = MPI_MAX_ERROR_STRING,
  pathline_mpi_version_length = MPI_MAX_LIBRARY_VERSION_STRING,
};

#endif
