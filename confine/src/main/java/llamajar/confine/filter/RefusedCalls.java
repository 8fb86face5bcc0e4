package llamajar.confine.filter;

import static llamajar.confine.filter.SystemCall.*;

import java.util.ArrayList;
import java.util.List;
import llamajar.confine.policy.Network;
import llamajar.confine.policy.Policy;

/// Which calls are refused under a policy.
///
/// Everything else is allowed: which calls a JVM makes depends on its version, the C library and
/// the drivers in it, and a call that is wrongly refused shows itself as a crash under load.
public final class RefusedCalls {
  private static final int CLONE_THREAD = 0x10000;

  /// Puts characters into the terminal's input, where the shell reads them afterwards.
  private static final int TIOCSTI = 0x5412;

  /// The same for the consoles of Linux, by way of their selection.
  private static final int TIOCLINUX = 0x541C;

  private static final List<SystemCall> ALWAYS =
      List.of(
          EXECVE,
          EXECVEAT,
          FORK,
          VFORK,
          SOCKET,
          CONNECT,
          BIND,
          LISTEN,
          RT_SIGQUEUEINFO,
          RT_TGSIGQUEUEINFO,
          PIDFD_OPEN,
          PIDFD_GETFD,
          PIDFD_SEND_SIGNAL,
          PTRACE,
          PROCESS_VM_READV,
          PROCESS_VM_WRITEV,
          PROCESS_MADVISE,
          PROCESS_MRELEASE,
          KCMP,
          MIGRATE_PAGES,
          IO_URING_SETUP,
          IO_URING_ENTER,
          IO_URING_REGISTER,
          BPF,
          PERF_EVENT_OPEN,
          USERFAULTFD,
          ADD_KEY,
          REQUEST_KEY,
          KEYCTL,
          FANOTIFY_INIT,
          OPEN_BY_HANDLE_AT,
          NAME_TO_HANDLE_AT,
          LOOKUP_DCOOKIE,
          MODIFY_LDT,
          PERSONALITY,
          CHMOD,
          FCHMOD,
          FCHMODAT,
          FCHMODAT2,
          CHOWN,
          FCHOWN,
          LCHOWN,
          FCHOWNAT,
          SETXATTR,
          LSETXATTR,
          FSETXATTR,
          SETXATTRAT,
          REMOVEXATTR,
          LREMOVEXATTR,
          FREMOVEXATTR,
          REMOVEXATTRAT,
          FILE_SETATTR,
          TRUNCATE,
          MKNOD,
          MKNODAT,
          MOUNT,
          UMOUNT2,
          PIVOT_ROOT,
          CHROOT,
          MOUNT_SETATTR,
          OPEN_TREE,
          OPEN_TREE_ATTR,
          MOVE_MOUNT,
          FSOPEN,
          FSCONFIG,
          FSMOUNT,
          FSPICK,
          UNSHARE,
          SETNS,
          QUOTACTL,
          QUOTACTL_FD,
          SWAPON,
          SWAPOFF,
          ACCT,
          SETUID,
          SETGID,
          SETREUID,
          SETREGID,
          SETRESUID,
          SETRESGID,
          SETFSUID,
          SETFSGID,
          SETGROUPS,
          CAPSET,
          INIT_MODULE,
          FINIT_MODULE,
          DELETE_MODULE,
          KEXEC_LOAD,
          KEXEC_FILE_LOAD,
          REBOOT,
          SETTIMEOFDAY,
          CLOCK_SETTIME,
          ADJTIMEX,
          CLOCK_ADJTIME,
          SETHOSTNAME,
          SETDOMAINNAME,
          SYSLOG,
          VHANGUP,
          IOPERM,
          IOPL);

  private static final List<SystemCall> SHARED_MEMORY =
      List.of(SHMGET, SHMAT, SEMGET, MSGGET, MQ_OPEN);

  private RefusedCalls() {}

  /// The rules.
  ///
  /// @param process this process, which may send signals to itself
  public static List<Rule> under(Policy policy, int process) {
    List<Rule> rules = new ArrayList<>();
    ALWAYS.forEach(call -> rules.add(Rule.never(call)));
    if (policy.network() == Network.NONE) {
      rules.add(Rule.never(ACCEPT));
      rules.add(Rule.never(ACCEPT4));
    }
    if (!policy.drivers()) {
      SHARED_MEMORY.forEach(call -> rules.add(Rule.never(call)));
    }
    rules.add(refused(CLONE, new Condition.Lacks(0, CLONE_THREAD)));
    // Its flags lie in memory, where no filter can look. C libraries use clone where it is missing.
    rules.add(new Rule(CLONE3, new Condition.Always(), Errno.ENOSYS));
    rules.add(refused(KILL, new Condition.IsNot(0, process)));
    rules.add(refused(TGKILL, new Condition.IsNot(0, process)));
    rules.add(refused(IOCTL, new Condition.Is(1, TIOCSTI)));
    rules.add(refused(IOCTL, new Condition.Is(1, TIOCLINUX)));
    return rules;
  }

  private static Rule refused(SystemCall call, Condition condition) {
    return new Rule(call, condition, Errno.EPERM);
  }
}
