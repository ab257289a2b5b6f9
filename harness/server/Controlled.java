/**
 * Starts a server under ZooKeeper's own fault controller. The controller runs in a daemon thread, and its
 * main method returns at once, so that by itself its JVM would end before the server is there.
 *
 * <p>Controlled.class is made by: javac --release 8 -g:none -proc:none Controlled.java
 */
public final class Controlled {
    private Controlled() {}

    public static void main(String[] args) throws Exception {
        Class.forName("org.apache.zookeeper.server.controller.ControllerService")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
        Thread.currentThread().join();
    }
}
