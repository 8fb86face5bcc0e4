package llamajar.confine.filter;

import java.util.OptionalInt;

/// System calls of Linux that are made or refused here, with their numbers on each processor.
public enum SystemCall {
  // Called here.
  CLOSE(3, 57),
  GETPID(39, 172),
  GETTID(186, 178),
  LANDLOCK_ADD_RULE(445, 445),
  LANDLOCK_CREATE_RULESET(444, 444),
  LANDLOCK_RESTRICT_SELF(446, 446),
  MMAP(9, 222),
  MPROTECT(10, 226),
  OPENAT(257, 56),
  PRCTL(157, 167),
  RT_SIGACTION(13, 134),
  RT_SIGRETURN(15, 139),
  SECCOMP(317, 277),

  // Other programs: an answer needs none.
  EXECVE(59, 221),
  EXECVEAT(322, 281),
  FORK(57),
  VFORK(58),
  CLONE(56, 220),
  CLONE3(435, 435),

  // Sockets.
  SOCKET(41, 198),
  CONNECT(42, 203),
  BIND(49, 200),
  LISTEN(50, 201),
  ACCEPT(43, 202),
  ACCEPT4(288, 242),

  // Other processes.
  KILL(62, 129),
  TGKILL(234, 131),
  RT_SIGQUEUEINFO(129, 138),
  RT_TGSIGQUEUEINFO(297, 240),
  PIDFD_OPEN(434, 434),
  PIDFD_GETFD(438, 438),
  PIDFD_SEND_SIGNAL(424, 424),
  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  PROCESS_MADVISE(440, 440),
  PROCESS_MRELEASE(448, 448),
  KCMP(312, 272),
  MIGRATE_PAGES(256, 238),

  // Memory and messages shared with other processes.
  SHMGET(29, 194),
  SHMAT(30, 196),
  SEMGET(64, 190),
  MSGGET(68, 186),
  MQ_OPEN(240, 180),

  // A kernel interface of its own each, past the rules here or with a history of holes.
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  BPF(321, 280),
  PERF_EVENT_OPEN(298, 241),
  USERFAULTFD(323, 282),
  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  KEYCTL(250, 219),
  FANOTIFY_INIT(300, 262),
  OPEN_BY_HANDLE_AT(304, 265),
  NAME_TO_HANDLE_AT(303, 264),
  LOOKUP_DCOOKIE(212, 18),
  MODIFY_LDT(154),
  PERSONALITY(135, 92),

  // Files: owners, rights and attributes, which Landlock does not judge; and making devices.
  CHMOD(90),
  FCHMOD(91, 52),
  FCHMODAT(268, 53),
  FCHMODAT2(452, 452),
  CHOWN(92),
  FCHOWN(93, 55),
  LCHOWN(94),
  FCHOWNAT(260, 54),
  SETXATTR(188, 5),
  LSETXATTR(189, 6),
  FSETXATTR(190, 7),
  SETXATTRAT(463, 463),
  REMOVEXATTR(197, 14),
  LREMOVEXATTR(198, 15),
  FREMOVEXATTR(199, 16),
  REMOVEXATTRAT(466, 466),
  FILE_SETATTR(469, 469),
  TRUNCATE(76, 45),
  MKNOD(133),
  MKNODAT(259, 33),

  // File systems and namespaces.
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  MOUNT_SETATTR(442, 442),
  OPEN_TREE(428, 428),
  OPEN_TREE_ATTR(467, 467),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  UNSHARE(272, 97),
  SETNS(308, 268),
  QUOTACTL(179, 60),
  QUOTACTL_FD(443, 443),
  SWAPON(167, 224),
  SWAPOFF(168, 225),
  ACCT(163, 89),

  // Users and rights.
  SETUID(105, 146),
  SETGID(106, 144),
  SETREUID(113, 145),
  SETREGID(114, 143),
  SETRESUID(117, 147),
  SETRESGID(119, 149),
  SETFSUID(122, 151),
  SETFSGID(123, 152),
  SETGROUPS(116, 159),
  CAPSET(126, 91),

  // The machine.
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  REBOOT(169, 142),
  SETTIMEOFDAY(164, 170),
  CLOCK_SETTIME(227, 112),
  ADJTIMEX(159, 171),
  CLOCK_ADJTIME(305, 266),
  SETHOSTNAME(170, 161),
  SETDOMAINNAME(171, 162),
  SYSLOG(103, 116),
  VHANGUP(153, 58),
  IOPERM(173),
  IOPL(172),

  // Refused for some arguments only.
  IOCTL(16, 29);

  /// The largest number that was given to a call when this list was made (Linux 6.18). Whether
  /// newer ones should be refused nobody can know yet, so all of them are.
  static final int LAST_KNOWN = 469;

  private static final int NONE = -1;

  private final int x86;
  private final int arm;

  /// A call that only the older of the two has.
  SystemCall(int x86) {
    this(x86, NONE);
  }

  SystemCall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /// Its number; empty if the processor has no such call.
  public OptionalInt number(Processor processor) {
    int number =
        switch (processor) {
          case X86_64 -> x86;
          case AARCH64 -> arm;
        };
    return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
