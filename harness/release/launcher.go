package release

import _ "embed"

// Launcher is the Java class zkscenario.Main, for Java 8 and newer. It starts the
// class that its first argument names, with the other arguments, and keeps the
// JVM until the threads are over which that class has started: the one thread of
// ControllerService does not keep it. It is launcher/Main.java, made by
// javac --release 8 -g:none.
//
//go:embed launcher/zkscenario/Main.class
var Launcher []byte

const (
	// LauncherClass is how Java calls the class of Launcher.
	LauncherClass = "zkscenario.Main"
	// LauncherFile is where the class of Launcher has to be, in a folder of the classpath.
	LauncherFile = "zkscenario/Main.class"
)
