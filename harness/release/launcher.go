package release

import _ "embed"

// Launcher is the Java class zkscenario.Main, for Java 8 and newer. It runs the class that
// its first argument names, with the other arguments, and keeps the JVM alive until the
// threads that this class has started end: the only thread of ControllerService is a daemon
// and does not. It is compiled from launcher/Main.java by javac --release 8 -g:none.
//
//go:embed launcher/zkscenario/Main.class
var Launcher []byte

const (
	// LauncherClass is the name of the class in Launcher.
	LauncherClass = "zkscenario.Main"
	// LauncherFile is the path of Launcher relative to a folder of the classpath.
	LauncherFile = "zkscenario/Main.class"
)
