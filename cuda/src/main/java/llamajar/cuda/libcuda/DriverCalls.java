package llamajar.cuda.libcuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import llamajar.cuda.driver.CudaError;
import llamajar.cuda.driver.CudaException;

/// The functions of the driver, by the versions of them that drivers from 2020 on export.
///
/// A letter stands for each parameter; see [NativeCall].
final class DriverCalls {
  private static final int SUCCESS = 0;
  private static final long LONGEST_TEXT = 4096;

  final NativeCall init;
  final NativeCall driverGetVersion;
  final NativeCall deviceGetCount;
  final NativeCall deviceGet;
  final NativeCall deviceGetName;
  final NativeCall deviceTotalMem;
  final NativeCall deviceGetAttribute;
  final NativeCall deviceCanAccessPeer;
  final NativeCall primaryCtxRetain;
  final NativeCall primaryCtxRelease;
  final NativeCall ctxSetCurrent;
  final NativeCall ctxSynchronize;
  final NativeCall ctxEnablePeerAccess;
  final NativeCall memGetInfo;
  final NativeCall memAlloc;
  final NativeCall memFree;
  final NativeCall memHostAlloc;
  final NativeCall memFreeHost;
  final NativeCall memHostRegister;
  final NativeCall memHostUnregister;
  final NativeCall memcpyHtoD;
  final NativeCall memcpyDtoH;
  final NativeCall memcpyDtoD;
  final NativeCall memcpyPeer;
  final NativeCall memsetD8;
  final NativeCall memsetD32;
  final NativeCall moduleLoadData;
  final NativeCall moduleUnload;
  final NativeCall moduleGetFunction;
  final NativeCall moduleGetGlobal;
  final NativeCall linkCreate;
  final NativeCall linkAddData;
  final NativeCall linkComplete;
  final NativeCall linkDestroy;
  final NativeCall funcGetAttribute;
  final NativeCall funcSetAttribute;
  final NativeCall occupancy;
  final NativeCall launchKernel;
  final NativeCall streamCreate;
  final NativeCall streamDestroy;
  final NativeCall streamSynchronize;
  final NativeCall streamQuery;
  final NativeCall streamWaitEvent;
  final NativeCall streamBeginCapture;
  final NativeCall streamEndCapture;
  final NativeCall eventCreate;
  final NativeCall eventDestroy;
  final NativeCall eventRecord;
  final NativeCall eventSynchronize;
  final NativeCall eventQuery;
  final NativeCall eventElapsedTime;
  final NativeCall graphInstantiate;
  final NativeCall graphExecUpdate;
  final NativeCall graphLaunch;
  final NativeCall graphExecDestroy;
  final NativeCall graphDestroy;

  /// Whether graphs are instantiated by the function that drivers have since CUDA 11.4.
  private final boolean instantiatesWithFlags;

  private final SymbolLookup library;
  private final NativeCall getErrorName;
  private final NativeCall getErrorString;

  /// Finds all functions.
  ///
  /// @throws MissingFunctionException if the library has not all of them
  DriverCalls(SymbolLookup library) {
    this.library = library;
    init = find("cuInit", "i");
    driverGetVersion = find("cuDriverGetVersion", "p");
    getErrorName = find("cuGetErrorName", "ip");
    getErrorString = find("cuGetErrorString", "ip");
    deviceGetCount = find("cuDeviceGetCount", "p");
    deviceGet = find("cuDeviceGet", "pi");
    deviceGetName = find("cuDeviceGetName", "pii");
    deviceTotalMem = find("cuDeviceTotalMem_v2", "pi");
    deviceGetAttribute = find("cuDeviceGetAttribute", "pii");
    deviceCanAccessPeer = find("cuDeviceCanAccessPeer", "pii");
    primaryCtxRetain = find("cuDevicePrimaryCtxRetain", "pi");
    primaryCtxRelease = find("cuDevicePrimaryCtxRelease_v2", "i");
    ctxSetCurrent = find("cuCtxSetCurrent", "p");
    ctxSynchronize = find("cuCtxSynchronize", "");
    ctxEnablePeerAccess = find("cuCtxEnablePeerAccess", "pi");
    memGetInfo = find("cuMemGetInfo_v2", "pp");
    memAlloc = find("cuMemAlloc_v2", "pp");
    memFree = find("cuMemFree_v2", "p");
    memHostAlloc = find("cuMemHostAlloc", "ppi");
    memFreeHost = find("cuMemFreeHost", "p");
    memHostRegister = find("cuMemHostRegister_v2", "ppi");
    memHostUnregister = find("cuMemHostUnregister", "p");
    memcpyHtoD = find("cuMemcpyHtoDAsync_v2", "pppp");
    memcpyDtoH = find("cuMemcpyDtoHAsync_v2", "pppp");
    memcpyDtoD = find("cuMemcpyDtoDAsync_v2", "pppp");
    memcpyPeer = find("cuMemcpyPeerAsync", "pppppp");
    memsetD8 = find("cuMemsetD8Async", "pcpp");
    memsetD32 = find("cuMemsetD32Async", "pipp");
    moduleLoadData = find("cuModuleLoadDataEx", "ppipp");
    moduleUnload = find("cuModuleUnload", "p");
    moduleGetFunction = find("cuModuleGetFunction", "ppp");
    moduleGetGlobal = find("cuModuleGetGlobal_v2", "pppp");
    linkCreate = find("cuLinkCreate_v2", "ippp");
    linkAddData = find("cuLinkAddData_v2", "pipppipp");
    linkComplete = find("cuLinkComplete", "ppp");
    linkDestroy = find("cuLinkDestroy", "p");
    funcGetAttribute = find("cuFuncGetAttribute", "pip");
    funcSetAttribute = find("cuFuncSetAttribute", "pii");
    occupancy = find("cuOccupancyMaxActiveBlocksPerMultiprocessor", "ppip");
    launchKernel = find("cuLaunchKernel", "piiiiiiippp");
    streamCreate = find("cuStreamCreate", "pi");
    streamDestroy = find("cuStreamDestroy_v2", "p");
    streamSynchronize = find("cuStreamSynchronize", "p");
    streamQuery = find("cuStreamQuery", "p");
    streamWaitEvent = find("cuStreamWaitEvent", "ppi");
    streamBeginCapture = find("cuStreamBeginCapture_v2", "pi");
    streamEndCapture = find("cuStreamEndCapture", "pp");
    eventCreate = find("cuEventCreate", "pi");
    eventDestroy = find("cuEventDestroy_v2", "p");
    eventRecord = find("cuEventRecord", "pp");
    eventSynchronize = find("cuEventSynchronize", "p");
    eventQuery = find("cuEventQuery", "p");
    eventElapsedTime = find("cuEventElapsedTime", "ppp");
    instantiatesWithFlags = library.find("cuGraphInstantiateWithFlags").isPresent();
    graphInstantiate =
        instantiatesWithFlags
            ? find("cuGraphInstantiateWithFlags", "ppp")
            : find("cuGraphInstantiate_v2", "ppppp");
    // The first version, which later drivers keep: the second came with CUDA 12.
    graphExecUpdate = find("cuGraphExecUpdate", "pppp");
    graphLaunch = find("cuGraphLaunch", "pp");
    graphExecDestroy = find("cuGraphExecDestroy", "p");
    graphDestroy = find("cuGraphDestroy", "p");
  }

  /// Makes a graph ready to launch.
  int instantiate(long execOut, long graph) {
    return instantiatesWithFlags
        ? graphInstantiate.call(execOut, graph, 0)
        : graphInstantiate.call(execOut, graph, 0, 0, 0);
  }

  /// Throws what a call answered, unless that is success.
  void check(int result, NativeCall call) {
    if (result != SUCCESS) {
      throw new CudaException(call.name(), error(result));
    }
  }

  /// The same with what the call was asked for.
  void check(int result, NativeCall call, String what) {
    if (result != SUCCESS) {
      throw new CudaException(call.name() + " " + what, error(result));
    }
  }

  /// An error by its number, in the driver's words.
  CudaError error(int code) {
    return new CudaError(
        code, text(getErrorName, code, "error " + code), text(getErrorString, code, "unknown"));
  }

  private static String text(NativeCall call, int code, String unknown) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      if (call.call(code, out.address()) != SUCCESS) {
        return unknown;
      }
      MemorySegment text = out.get(ValueLayout.ADDRESS, 0);
      return text.address() == 0 ? unknown : text.reinterpret(LONGEST_TEXT).getString(0);
    }
  }

  private NativeCall find(String name, String signature) {
    MemorySegment address =
        library.find(name).orElseThrow(() -> new MissingFunctionException(name));
    return new NativeCall(name, address, signature);
  }
}
