package dev.stackwright.server;

import dev.stackwright.app.Directories;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the functions and nothing else: for a native executable, which has no use for a command line. */
@QuarkusMain(name = "function")
public final class FunctionMain {

    private FunctionMain() {}

    public static void main(String[] args) {
        Directories.settleHome(System.getenv(), System.getProperties());
        Quarkus.run(args);
    }
}
