# VERDICT: error
# BECAUSE: boot: server 2 ended at its start, with exit code 1; it logged: Error occurred during initialization of VM: java.lang.Error: org.example.None; caused by java.lang.ClassNotFoundException: org.example.None
# BOOT: stopped here
# RUNTIME: {"Deviations": [{"Server": 2, "Exits": true, "ExitCode": 1, "LogLines": ["Error occurred during initialization of VM", "java.lang.Error: org.example.None", "\tat java.lang.ClassLoader.initSystemClassLoader(java.base@17.0.15/ClassLoader.java:2000)", "Caused by: java.lang.ClassNotFoundException: org.example.None"]}]}

scenario "java_fails_at_boot" {
  summary = "The Java machine of a server cannot start; the message has its reason, without the stack trace."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "the fault" { # not run
    kill { server = 1 }
  }
}
