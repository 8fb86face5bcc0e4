package llamajar.confine.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import llamajar.confine.Confiner;
import llamajar.confine.Layer;
import llamajar.confine.filter.SystemCall;
import llamajar.confine.policy.Access;
import llamajar.confine.policy.Grant;
import llamajar.confine.policy.Network;
import llamajar.confine.policy.Policy;

/// A process that confines itself, tries all kinds of things from all kinds of threads, and prints
/// a line about each: `thread: what: done`, or `refused` with the reason.
final class ConfinedProcess {
  /// Flags of a new process that the kernel refuses for another reason (EINVAL) if no filter does.
  private static final long SIGNAL_HANDLERS_WITHOUT_MEMORY = 0x800;

  private static final long TIOCSTI = 0x5412;
  private static final long PTRACE_CONT = 7;

  private final Kernel kernel;
  private final Path granted;
  private final Path outside;
  private final int port;

  private ConfinedProcess(Path granted, Path outside, int port) throws UnavailableException {
    kernel = Kernel.open();
    this.granted = granted;
    this.outside = outside;
    this.port = port;
  }

  /// @param args the network, a directory that is granted, one that is not, and a port of this
  ///   machine where somebody listens
  public static void main(String[] args) throws Exception {
    ConfinedProcess process =
        new ConfinedProcess(Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
    Network network = Network.valueOf(args[0]);
    Path weights = process.outside.resolve("weights");
    try (ExecutorService pool = Executors.newFixedThreadPool(2);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocketChannel server = ServerSocketChannel.open();
        Arena arena = Arena.ofShared();
        FileChannel file = FileChannel.open(weights)) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      MemorySegment mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
      // So that threads of both kinds are there before.
      pool.submit(Thread::currentThread).get();
      virtual.submit(Thread::currentThread).get();
      Policy policy = Policy.ofJvm().with(new Grant(process.granted, Access.WRITE)).with(network);
      Churn churn = Churn.start(weights);
      switch (args[4]) {
        case "both" -> {
          for (Layer layer : Confiner.ofProcess().confine(policy)) {
            System.out.println("layer: " + layer.name() + ": " + layer.state());
          }
        }
        case "landlock" -> System.out.println(Landlock.of(process.kernel).enforce(policy));
        case "seccomp" -> System.out.println(new CallFilter(process.kernel).enforce(policy));
        default -> throw new IllegalArgumentException(args[4]);
      }
      tell("churn", "read a file outside", churn::readLater);
      process.attempt("main");
      pool.submit(() -> process.attempt("pool")).get();
      virtual.submit(() -> process.attempt("virtual")).get();
      Thread later = new Thread(() -> process.attempt("later"));
      later.start();
      later.join();
      System.gc();
      tell(
          "main",
          "read mapped weights",
          () -> Byte.toString(mapped.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)));
      if (network == Network.ACCEPT) {
        System.out.println("port: " + server.getLocalAddress());
        virtual.submit(() -> answer(server)).get();
      } else {
        server.configureBlocking(false);
        tell("main", "accept", server::accept);
      }
    }
  }

  private static Void answer(ServerSocketChannel server) throws IOException {
    try (SocketChannel client = server.accept()) {
      client.write(ByteBuffer.wrap("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    return null;
  }

  private void attempt(String thread) {
    tell(thread, "read a file of the system", () -> Files.readString(Path.of("/etc/passwd")));
    tell(thread, "read a file outside", () -> Files.readString(outside.resolve("weights")));
    tell(thread, "list the root", () -> Path.of("/").toFile().listFiles()[0]);
    tell(
        thread,
        "make a file outside",
        () -> Files.writeString(outside.resolve("new"), "x", StandardOpenOption.CREATE_NEW));
    tell(thread, "delete outside", () -> Files.deleteIfExists(outside.resolve("weights")));
    tell(thread, "connect", () -> new Socket(InetAddress.getLoopbackAddress(), port));
    tell(thread, "bind", () -> ServerSocketChannel.open().bind(null));
    tell(thread, "start a program", () -> new ProcessBuilder("/bin/true").start());
    call(thread, "fork", SystemCall.CLONE, SIGNAL_HANDLERS_WITHOUT_MEMORY);
    call(thread, "ptrace", SystemCall.PTRACE, PTRACE_CONT);
    call(thread, "mount", SystemCall.MOUNT);
    call(thread, "bpf", SystemCall.BPF);
    call(thread, "io_uring", SystemCall.IO_URING_SETUP, 1);
    call(thread, "load a kernel module", SystemCall.INIT_MODULE);
    call(thread, "chmod", SystemCall.FCHMOD, 1, 0x1FF);
    call(thread, "type into the terminal", SystemCall.IOCTL, 0, TIOCSTI);
    call(thread, "signal the parent", SystemCall.KILL, parent(), 0);
    tell(thread, "read what is granted", () -> Files.readString(granted.resolve("old")));
    tell(thread, "write what is granted", () -> rewrite(granted.resolve(thread)));
    tell(thread, "load a class", () -> new java.util.concurrent.Phaser(1).arrive());
    tell(thread, "start a thread", () -> Thread.startVirtualThread(() -> {}));
  }

  private static String rewrite(Path file) throws IOException {
    Files.writeString(file, "one");
    Path part = Files.createTempFile(file.getParent(), "x", ".part");
    Files.writeString(part, "two");
    Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return Files.readString(file);
  }

  private static long parent() {
    return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
  }

  private void call(String thread, String what, SystemCall call, long... arguments) {
    long result = kernel.call(call, arguments);
    System.out.println(thread + ": " + what + ": " + (result == -1 ? "refused" : "done " + result));
  }

  private interface Attempt {
    Object run() throws Exception;
  }

  private static void tell(String thread, String what, Attempt attempt) {
    String outcome;
    try {
      attempt.run();
      outcome = "done";
    } catch (Exception e) {
      outcome = "refused " + e;
    }
    System.out.println(thread + ": " + what + ": " + outcome);
  }
}
