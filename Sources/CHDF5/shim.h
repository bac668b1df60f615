// HDF5 for Swift: what the importer cannot see (macros over library globals, casts) as inline functions.
//
// Only functions whose names carry a version are used where HDF5 has several, because distributions configure the
// unversioned names differently (Debian maps them to the 1.8 interface).

#ifndef PATHLINE_CHDF5_H
#define PATHLINE_CHDF5_H

#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <string.h>

#if !H5_VERSION_GE(1, 10, 7)
#error "Pathline needs HDF5 1.10.7 or newer (H5Pset_file_locking)"
#endif

/// Number types a dataset of Pathline may hold.
enum chdf5_element {
  CHDF5_FLOAT32,
  CHDF5_FLOAT64,
  CHDF5_INT8,
  CHDF5_INT16,
  CHDF5_INT32,
  CHDF5_INT64,
  CHDF5_UINT8,
  CHDF5_UINT16,
  CHDF5_UINT32,
  CHDF5_UINT64,
};

/// Starts the library without its exit handler, which crashes after a failed flush, and never lets it print.
static inline herr_t chdf5_start(void) {
  // H5dont_atexit fails, harmlessly, when another library of the process has already started HDF5.
  (void)H5dont_atexit();
  herr_t status = H5open();
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return status;
}

/// Silences error printing on the calling thread; HDF5 keeps this setting per thread.
static inline void chdf5_quiet(void) { (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// The number type in memory.
static inline hid_t chdf5_native(int element) {
  switch (element) {
    case CHDF5_FLOAT32: return H5T_NATIVE_FLOAT;
    case CHDF5_FLOAT64: return H5T_NATIVE_DOUBLE;
    case CHDF5_INT8: return H5T_NATIVE_INT8;
    case CHDF5_INT16: return H5T_NATIVE_INT16;
    case CHDF5_INT32: return H5T_NATIVE_INT32;
    case CHDF5_INT64: return H5T_NATIVE_INT64;
    case CHDF5_UINT8: return H5T_NATIVE_UINT8;
    case CHDF5_UINT16: return H5T_NATIVE_UINT16;
    case CHDF5_UINT32: return H5T_NATIVE_UINT32;
    case CHDF5_UINT64: return H5T_NATIVE_UINT64;
    default: return H5I_INVALID_HID;
  }
}

/// The number type in files: IEEE or two's complement, little-endian, on every machine.
static inline hid_t chdf5_little_endian(int element) {
  switch (element) {
    case CHDF5_FLOAT32: return H5T_IEEE_F32LE;
    case CHDF5_FLOAT64: return H5T_IEEE_F64LE;
    case CHDF5_INT8: return H5T_STD_I8LE;
    case CHDF5_INT16: return H5T_STD_I16LE;
    case CHDF5_INT32: return H5T_STD_I32LE;
    case CHDF5_INT64: return H5T_STD_I64LE;
    case CHDF5_UINT8: return H5T_STD_U8LE;
    case CHDF5_UINT16: return H5T_STD_U16LE;
    case CHDF5_UINT32: return H5T_STD_U32LE;
    case CHDF5_UINT64: return H5T_STD_U64LE;
    default: return H5I_INVALID_HID;
  }
}

/// The same number type with its bytes in the other order, as files of other machines may hold it.
static inline hid_t chdf5_big_endian(int element) {
  switch (element) {
    case CHDF5_FLOAT32: return H5T_IEEE_F32BE;
    case CHDF5_FLOAT64: return H5T_IEEE_F64BE;
    case CHDF5_INT8: return H5T_STD_I8BE;
    case CHDF5_INT16: return H5T_STD_I16BE;
    case CHDF5_INT32: return H5T_STD_I32BE;
    case CHDF5_INT64: return H5T_STD_I64BE;
    case CHDF5_UINT8: return H5T_STD_U8BE;
    case CHDF5_UINT16: return H5T_STD_U16BE;
    case CHDF5_UINT32: return H5T_STD_U32BE;
    case CHDF5_UINT64: return H5T_STD_U64BE;
    default: return H5I_INVALID_HID;
  }
}

/// A copy of the C string type, to be closed by the caller.
static inline hid_t chdf5_copy_c_string(void) { return H5Tcopy(H5T_C_S1); }

static inline size_t chdf5_variable_length(void) { return H5T_VARIABLE; }

static inline hid_t chdf5_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t chdf5_dataset_transfer(void) { return H5P_DATASET_XFER; }
static inline hid_t chdf5_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_group_create(void) { return H5P_GROUP_CREATE; }

static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_creation_order(void) { return H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED; }

/// Where a link of a group leads.
enum chdf5_link_kind {
  CHDF5_LINK_FAILED,
  /// To an object of the same file.
  CHDF5_LINK_HARD,
  /// By name to an object of this or another file, if there is one.
  CHDF5_LINK_NAMED,
};

/// Tells where a link leads; `address` receives what tells the object of a hard link from others of its file.
static inline int chdf5_link(hid_t group, const char *name, uint64_t address[2]) {
  address[0] = address[1] = 0;
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  if (H5Lget_info2(group, name, &info, H5P_DEFAULT) < 0) return CHDF5_LINK_FAILED;
  if (info.type != H5L_TYPE_HARD) return CHDF5_LINK_NAMED;
  memcpy(address, &info.u.token, sizeof info.u.token < 16 ? sizeof info.u.token : 16);
#else
  H5L_info_t info;
  if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return CHDF5_LINK_FAILED;
  if (info.type != H5L_TYPE_HARD) return CHDF5_LINK_NAMED;
  address[0] = info.u.address;
#endif
  return CHDF5_LINK_HARD;
}

struct chdf5_message {
  char *text;
  size_t size;
};

static inline herr_t chdf5_keep_first(unsigned n, const H5E_error2_t *error, void *context) {
  struct chdf5_message *message = (struct chdf5_message *)context;
  (void)n;
  snprintf(message->text, message->size, "%s", error->desc != NULL ? error->desc : "");
  return 1;
}

/// Copies the innermost message of the calling thread's error stack: the one nearest to the cause. Empty without one.
static inline void chdf5_innermost_error(char *text, size_t size) {
  struct chdf5_message message = {text, size};
  if (size > 0) text[0] = '\0';
  (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, chdf5_keep_first, &message);
}

#endif
