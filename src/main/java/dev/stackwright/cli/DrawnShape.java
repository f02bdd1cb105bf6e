package dev.stackwright.cli;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;

/** A kind of object; the label of a picture, and the only thing that the label says. */
public enum DrawnShape {
    /** A board of squares. */
    CHEQUER("chequers") {
        @Override
        Shape outline() {
            Area board = new Area();
            for (int row = 0; row < CELLS; row++) {
                for (int column = row % 2; column < CELLS; column += 2) {
                    board.add(new Area(new Rectangle2D.Double(-HALF + column * CELL, -HALF + row * CELL, CELL, CELL)));
                }
            }
            return board;
        }
    },
    /** Upright bars side by side. */
    FENCE("fences") {
        @Override
        Shape outline() {
            Area bars = new Area();
            for (int bar = 0; bar < CELLS; bar++) {
                bars.add(new Area(new Rectangle2D.Double(-HALF + (bar + 0.25) * CELL, -HALF, CELL / 2, 2 * HALF)));
            }
            return bars;
        }
    },
    /** Rings about one another. */
    TARGET("targets") {
        @Override
        Shape outline() {
            Area rings = new Area();
            for (double radius = 1; radius > 0.1; radius -= 0.4) {
                rings.add(disc(radius));
                rings.subtract(disc(radius - 0.2));
            }
            return rings;
        }
    };

    private static final int CELLS = 4;
    /** Half the edge of a square whose corners lie on the unit circle. */
    private static final double HALF = Math.sqrt(0.5);

    private static final double CELL = 2 * HALF / CELLS;

    private final String label;

    DrawnShape(String label) {
        this.label = label;
    }

    /** The folder name, e.g. {@code targets}. */
    public String label() {
        return label;
    }

    /** The outline about the origin; no point is farther from it than 1.05. */
    abstract Shape outline();

    private static Area disc(double radius) {
        return new Area(new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius));
    }
}
