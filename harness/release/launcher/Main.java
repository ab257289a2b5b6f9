package zkscenario;

import java.util.Arrays;
import java.util.Set;

/**
 * Starts another class, and keeps the JVM as long as the threads live that the
 * class has started: ControllerService runs on a daemon thread, so that without
 * this its JVM ends before it has begun.
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
        ThreadGroup ours = Thread.currentThread().getThreadGroup();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getThreadGroup() == ours) {
                thread.join();
            }
        }
    }
}
