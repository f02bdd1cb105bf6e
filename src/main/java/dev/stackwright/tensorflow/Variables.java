package dev.stackwright.tensorflow;

import dev.stackwright.network.FloatArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The variables of a graph by name. They are reference variables: in TensorFlow Java 1.1 a step with them is faster than
 * with resource variables, and their gradients need no {@code ReadVariableOp}. Initial values are fed, so that they do
 * not swell the graph. Not thread-safe.
 */
public final class Variables {

    private final Ops tf;
    private final Function<String, FloatArray> initial;
    private final Map<String, Variable<TFloat32>> byName = new LinkedHashMap<>();
    private final List<Op> initialisers = new ArrayList<>();
    private final Map<String, Placeholder<TFloat32>> fed = new LinkedHashMap<>();

    /** @param initial value by name */
    public Variables(Ops tf, Function<String, FloatArray> initial) {
        this.tf = tf;
        this.initial = initial;
    }

    /** The variable of that name, made at the first call. */
    public Variable<TFloat32> named(String name) {
        Variable<TFloat32> known = byName.get(name);
        if (known != null) {
            return known;
        }
        Shape shape = Shape.of(initial.apply(name).shape());
        Variable<TFloat32> made = tf.withName(name.replace('/', '.')).variable(shape, TFloat32.class);
        Placeholder<TFloat32> value = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        initialisers.add(tf.assign(made, value));
        fed.put(name, value);
        byName.put(name, made);
        return made;
    }

    /** A variable of that shape that starts at zero, for an optimiser's own use. */
    Variable<TFloat32> zeros(String name, Shape shape) {
        Variable<TFloat32> made = tf.withName(name.replace('/', '.')).variable(shape, TFloat32.class);
        initialisers.add(tf.assign(made, filled(tf, shape, 0)));
        return made;
    }

    /**
     * A constant that does not swell the graph. {@code Ops.zeros} and {@code Ops.ones} of TensorFlow Java 1.1 open a scope
     * each time, which reads the names of all operations there are: quadratic, and seconds for a large network.
     */
    static Operand<TFloat32> filled(Ops tf, Shape shape, float value) {
        return tf.fill(tf.constant(shape), tf.constant(value));
    }

    /** Names of the variables with a value of their own. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** Gives all their first values. Call it once, when the graph is complete. */
    public void initialise(Session session) {
        List<TFloat32> tensors = new ArrayList<>();
        try {
            Session.Runner runner = session.runner();
            fed.forEach((name, placeholder) -> {
                TFloat32 value = Tensors.of(initial.apply(name));
                tensors.add(value);
                runner.feed(placeholder, value);
            });
            initialisers.forEach(runner::addTarget);
            runner.run().close();
        } finally {
            tensors.forEach(TFloat32::close);
        }
    }

    /** Present values of {@link #names()}. */
    public Map<String, FloatArray> values(Session session) {
        List<Operand<TFloat32>> all = new ArrayList<>(byName.values());
        Session.Runner runner = session.runner();
        all.forEach(runner::fetch);
        Map<String, FloatArray> values = new LinkedHashMap<>();
        try (Result result = runner.run()) {
            int i = 0;
            for (String name : byName.keySet()) {
                TFloat32 tensor = (TFloat32) result.get(i++);
                values.put(name, new FloatArray(tensor.shape().asArray(), Tensors.values(tensor)));
            }
        }
        return values;
    }

    /**
     * A variable that an optimiser moves.
     *
     * @param target what the loss is derived by: the variable, or the variable times a constant
     * @param factor that constant, or null
     */
    public record Trained(
            String name,
            Variable<TFloat32> variable,
            Operand<TFloat32> target,
            @Nullable Operand<TFloat32> factor) {

        /** A variable used as it is. */
        public static Trained plain(String name, Variable<TFloat32> variable) {
            return new Trained(name, variable, variable, null);
        }
    }
}
