package dev.stackwright.server;

import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.Directories;
import dev.stackwright.app.ServerProcess;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;

/** Starts the functions and nothing else: for a native executable, which has no use for a command line. */
@QuarkusMain(name = "function")
public final class FunctionMain {

    /** As the command line's, where a command has settings that cannot be. */
    private static final int WRONG_SETTINGS = 2;

    private FunctionMain() {}

    public static void main(String[] args) {
        Directories.settleHome(System.getenv(), System.getProperties());
        try {
            ServerProcess.run(Map.of(), args);
            System.exit(0); // threads of libraries that are no daemons must not keep it up
        } catch (ConfigurationException e) {
            System.err.println("stackwright: " + e.getMessage());
            System.exit(WRONG_SETTINGS);
        }
    }
}
