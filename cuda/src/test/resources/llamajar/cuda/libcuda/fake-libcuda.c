/* A stand-in for the CUDA driver: it notes how it was called and answers as told. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef int CUresult;
typedef int CUdevice;
typedef uint64_t CUdeviceptr;
typedef void *Handle;

static char notes[65536];
static size_t noted;
static char failing[128];
static int failure;
static int version = 12040;
static int devices = 2;

void fake_fail(const char *function, int code) {
  snprintf(failing, sizeof failing, "%s", function);
  failure = code;
}
void fake_machine(int driver_version, int device_count) {
  version = driver_version;
  devices = device_count;
}
const char *fake_notes(void) { return notes; }
void fake_forget(void) { noted = 0; notes[0] = 0; }

static CUresult note(const char *function, const char *format, ...) {
  va_list arguments;
  noted += (size_t)snprintf(notes + noted, sizeof notes - noted, "%s", function);
  va_start(arguments, format);
  noted += (size_t)vsnprintf(notes + noted, sizeof notes - noted, format, arguments);
  va_end(arguments);
  noted += (size_t)snprintf(notes + noted, sizeof notes - noted, "\n");
  if (failure != 0 && strcmp(failing, function) == 0) {
    int code = failure;
    failure = 0;
    return code;
  }
  return 0;
}
#define NOTE(...) note(__func__, __VA_ARGS__)
#define N(handle) ((unsigned long)(uintptr_t)(handle))

CUresult cuInit(unsigned flags) { return NOTE(" %u", flags); }
CUresult cuDriverGetVersion(int *out) { *out = version; return NOTE(""); }
CUresult cuGetErrorName(CUresult code, const char **out) {
  switch (code) {
    case 2: *out = "CUDA_ERROR_OUT_OF_MEMORY"; return 0;
    case 218: *out = "CUDA_ERROR_INVALID_PTX"; return 0;
    case 719: *out = "CUDA_ERROR_LAUNCH_FAILED"; return 0;
    case 999: *out = "CUDA_ERROR_UNKNOWN"; return 0;
    default: *out = NULL; return 1;
  }
}
CUresult cuGetErrorString(CUresult code, const char **out) {
  if (code == 2) { *out = "out of memory"; return 0; }
  *out = NULL;
  return 1;
}
CUresult cuDeviceGetCount(int *out) { *out = devices; return NOTE(""); }
CUresult cuDeviceGet(CUdevice *out, int ordinal) { *out = 100 + ordinal; return NOTE(" %d", ordinal); }
CUresult cuDeviceGetName(char *out, int length, CUdevice device) {
  snprintf(out, (size_t)length, "Fake %d", device);
  return NOTE(" %d %d", length, device);
}
CUresult cuDeviceTotalMem_v2(size_t *out, CUdevice device) { *out = (size_t)5 << 32; return NOTE(" %d", device); }
CUresult cuDeviceGetAttribute(int *out, int attribute, CUdevice device) {
  *out = attribute == 75 ? 8 : attribute == 76 ? 6 : 1000 + attribute;
  return NOTE(" %d %d", attribute, device);
}
CUresult cuDeviceCanAccessPeer(int *out, CUdevice device, CUdevice peer) { *out = 1; return NOTE(" %d %d", device, peer); }
CUresult cuDevicePrimaryCtxRetain(Handle *out, CUdevice device) { *out = (Handle)(uintptr_t)(0xc000 + device); return NOTE(" %d", device); }
CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) { return NOTE(" %d", device); }
CUresult cuCtxSetCurrent(Handle context) { return NOTE(" %lx", N(context)); }
CUresult cuCtxSynchronize(void) { return NOTE(""); }
CUresult cuCtxEnablePeerAccess(Handle peer, unsigned flags) { return NOTE(" %lx %u", N(peer), flags); }
CUresult cuMemGetInfo_v2(size_t *free, size_t *total) { *free = (size_t)3 << 32; *total = (size_t)5 << 32; return NOTE(""); }
CUresult cuMemAlloc_v2(CUdeviceptr *out, size_t bytes) { *out = 0x7f0000000100; return NOTE(" %zu", bytes); }
CUresult cuMemFree_v2(CUdeviceptr address) { return NOTE(" %lx", (unsigned long)address); }
static char pinned[4096];
CUresult cuMemHostAlloc(void **out, size_t bytes, unsigned flags) { *out = pinned; return NOTE(" %zu %u", bytes, flags); }
CUresult cuMemFreeHost(void *address) { return NOTE(" %s", address == pinned ? "pinned" : "other"); }
CUresult cuMemHostRegister_v2(void *address, size_t bytes, unsigned flags) { return NOTE(" %lx %zu %u", N(address), bytes, flags); }
CUresult cuMemHostUnregister(void *address) { return NOTE(" %lx", N(address)); }
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, Handle stream) { return NOTE(" %lx %lx %zu %lx", (unsigned long)to, N(from), bytes, N(stream)); }
CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, Handle stream) { return NOTE(" %lx %lx %zu %lx", N(to), (unsigned long)from, bytes, N(stream)); }
CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, Handle stream) { return NOTE(" %lx %lx %zu %lx", (unsigned long)to, (unsigned long)from, bytes, N(stream)); }
CUresult cuMemcpyPeerAsync(CUdeviceptr to, Handle to_context, CUdeviceptr from, Handle from_context, size_t bytes, Handle stream) {
  return NOTE(" %lx %lx %lx %lx %zu %lx", (unsigned long)to, N(to_context), (unsigned long)from, N(from_context), bytes, N(stream));
}
CUresult cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, Handle stream) { return NOTE(" %lx %u %zu %lx", (unsigned long)to, value, count, N(stream)); }
CUresult cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, Handle stream) { return NOTE(" %lx %x %zu %lx", (unsigned long)to, value, count, N(stream)); }

/* Writes to both logs, as a compiler would. */
static void log_text(unsigned count, const int *options, void **values, const char *text) {
  for (unsigned i = 0; i < count; i++) {
    if (options[i] == 3 || options[i] == 5) {
      size_t size = 0;
      for (unsigned j = 0; j < count; j++) {
        if (options[j] == options[i] + 1) size = (size_t)(uintptr_t)values[j];
      }
      snprintf(values[i], size, "%s: %s", options[i] == 3 ? "info" : "error", text);
    }
  }
}
static int link_options_count;
static const int *link_options;
static void **link_values;
CUresult cuModuleLoadDataEx(Handle *out, const void *image, unsigned count, int *options, void **values) {
  *out = (Handle)0xd0d0;
  log_text(count, options, values, "line 7, unknown\nmore");
  return NOTE(" %.8s %u", (const char *)image, count);
}
CUresult cuModuleUnload(Handle module) { return NOTE(" %lx", N(module)); }
CUresult cuModuleGetFunction(Handle *out, Handle module, const char *name) { *out = (Handle)0xf0f0; return NOTE(" %lx %s", N(module), name); }
CUresult cuModuleGetGlobal_v2(CUdeviceptr *out, size_t *bytes, Handle module, const char *name) { *out = 0x7f0000000200; *bytes = 12; return NOTE(" %lx %s", N(module), name); }
CUresult cuLinkCreate_v2(unsigned count, int *options, void **values, Handle *out) {
  link_options_count = (int)count; link_options = options; link_values = values;
  *out = (Handle)0x1111;
  return NOTE(" %u", count);
}
CUresult cuLinkAddData_v2(Handle link, int type, void *data, size_t size, const char *name, unsigned count, int *options, void **values) {
  return NOTE(" %lx %d %s %zu %s %u %lx %lx", N(link), type, (char *)data, size, name, count, N(options), N(values));
}
CUresult cuLinkComplete(Handle link, void **out, size_t *size) {
  static char image[] = "cubin";
  log_text((unsigned)link_options_count, link_options, link_values, "compiled");
  *out = image; *size = 5;
  return NOTE(" %lx", N(link));
}
CUresult cuLinkDestroy(Handle link) { return NOTE(" %lx", N(link)); }
CUresult cuFuncGetAttribute(int *out, int attribute, Handle function) { *out = 40 + attribute; return NOTE(" %d %lx", attribute, N(function)); }
CUresult cuFuncSetAttribute(Handle function, int attribute, int value) { return NOTE(" %lx %d %d", N(function), attribute, value); }
CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *out, Handle function, int threads, size_t bytes) { *out = 3; return NOTE(" %lx %d %zu", N(function), threads, bytes); }
CUresult cuLaunchKernel(Handle function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned bytes, Handle stream, void **parameters, void **extra) {
  const unsigned char *data = extra[1];
  size_t size = *(size_t *)extra[3];
  uint64_t address; uint32_t word; float number;
  memcpy(&address, data, 8); memcpy(&word, data + 8, 4); memcpy(&number, data + 12, 4);
  return NOTE(" %lx %u,%u,%u %u,%u,%u %u %lx %lx %lu %lu %lu size %zu: %lx %u %g", N(function), gx, gy, gz, bx, by, bz, bytes, N(stream), N(parameters), N(extra[0]), N(extra[2]), N(extra[4]), size, (unsigned long)address, word, (double)number);
}
CUresult cuStreamCreate(Handle *out, unsigned flags) { *out = (Handle)0x5555; return NOTE(" %u", flags); }
CUresult cuStreamDestroy_v2(Handle stream) { return NOTE(" %lx", N(stream)); }
CUresult cuStreamSynchronize(Handle stream) { return NOTE(" %lx", N(stream)); }
CUresult cuStreamQuery(Handle stream) { return NOTE(" %lx", N(stream)); }
CUresult cuStreamWaitEvent(Handle stream, Handle event, unsigned flags) { return NOTE(" %lx %lx %u", N(stream), N(event), flags); }
CUresult cuStreamBeginCapture_v2(Handle stream, int mode) { return NOTE(" %lx %d", N(stream), mode); }
CUresult cuStreamEndCapture(Handle stream, Handle *out) { *out = (Handle)0x6666; return NOTE(" %lx", N(stream)); }
CUresult cuEventCreate(Handle *out, unsigned flags) { *out = (Handle)(uintptr_t)(0xe000 + flags); return NOTE(" %u", flags); }
CUresult cuEventDestroy_v2(Handle event) { return NOTE(" %lx", N(event)); }
CUresult cuEventRecord(Handle event, Handle stream) { return NOTE(" %lx %lx", N(event), N(stream)); }
CUresult cuEventSynchronize(Handle event) { return NOTE(" %lx", N(event)); }
CUresult cuEventQuery(Handle event) { return NOTE(" %lx", N(event)); }
CUresult cuEventElapsedTime(float *out, Handle start, Handle end) { *out = 1.5f; return NOTE(" %lx %lx", N(start), N(end)); }
#ifdef OLD_GRAPHS
CUresult cuGraphInstantiate_v2(Handle *out, Handle graph, Handle *error, char *log, size_t size) { *out = (Handle)0x8888; return NOTE(" %lx %lx %lx %zu", N(graph), N(error), N(log), size); }
#else
CUresult cuGraphInstantiateWithFlags(Handle *out, Handle graph, unsigned long long flags) { *out = (Handle)0x8888; return NOTE(" %lx %llu", N(graph), flags); }
#endif
CUresult cuGraphExecUpdate(Handle exec, Handle graph, Handle *error, int *result) { *error = NULL; *result = 0; return NOTE(" %lx %lx", N(exec), N(graph)); }
#ifndef NO_GRAPH_LAUNCH
CUresult cuGraphLaunch(Handle exec, Handle stream) { return NOTE(" %lx %lx", N(exec), N(stream)); }
#endif
CUresult cuGraphExecDestroy(Handle exec) { return NOTE(" %lx", N(exec)); }
CUresult cuGraphDestroy(Handle graph) { return NOTE(" %lx", N(graph)); }
