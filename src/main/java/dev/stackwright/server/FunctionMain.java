package dev.stackwright.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the functions and nothing else: for a native executable, which has no use for a command line. */
@QuarkusMain(name = "function")
public final class FunctionMain {

    private FunctionMain() {}

    public static void main(String[] args) {
        Quarkus.run(args);
    }
}
