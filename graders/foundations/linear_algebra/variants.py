"""Unusual right answers: each must keep every point."""

import numpy as np


class PlainLoops:
    """Loops over Python floats, lists and tuples as answers, with prints."""

    def project(v, onto):
        up = sum(float(a) * float(b) for a, b in zip(v, onto, strict=True))
        down = sum(float(b) ** 2 for b in onto)
        print(up, down)
        return [up / down * float(b) for b in onto]

    def power_iteration(A, steps, rng):
        rows = A.tolist()
        v = [float(rng.standard_normal()) for _ in rows]
        w = v
        for _ in range(steps):
            w = [sum(a * b for a, b in zip(row, v, strict=True)) for row in rows]
            length = sum(x * x for x in w) ** 0.5
            v = [x / length for x in w]
        w = [sum(a * b for a, b in zip(row, v, strict=True)) for row in rows]
        return [sum(a * b for a, b in zip(v, w, strict=True)), tuple(v)]


class OuterProduct:
    """The projection by the matrix of the line; least squares by QR."""

    def project(v, onto):
        unit = (onto / np.linalg.norm(onto)).reshape(-1, 1)
        return (unit @ unit.T) @ v

    def least_squares(X, y):
        Q, R = np.linalg.qr(X)
        return np.linalg.solve(R, Q.T @ y).tolist()


class Library:
    """Least squares by NumPy's own, on copies of everything."""

    def least_squares(X, y, rcond=None):
        w, _residuals, _rank, _singular = np.linalg.lstsq(X.copy(), y.copy(), rcond=rcond)
        return tuple(w)

    def project(v, onto):
        v, onto = np.array(v, dtype=float), np.array(onto, dtype=float)
        w = np.linalg.lstsq(onto[:, None], v, rcond=None)[0]
        return onto * w


class PseudoInverse:
    """Least squares by the inverse of XᵀX; the eigenvalue divided by v·v, and a uniform start."""

    def least_squares(X, y):
        return (np.linalg.inv(X.T @ X) @ X.T @ y.reshape(-1, 1)).ravel()

    def power_iteration(A, steps, rng, tolerance=0.0):
        v = rng.uniform(-1, 1, (A.shape[0], 1))
        for _ in range(steps):
            w = A.dot(v)
            v = w / np.sqrt((w.T @ w).item())
        return (v.T @ A @ v) / (v.T @ v), -v[:, 0]


class PositiveStart:
    """A start from the unit interval, which is positive throughout; the eigenvalue as an array."""

    def power_iteration(A, steps, rng):
        v = rng.random(len(A))
        v /= np.linalg.norm(v)
        k = 0
        while k < steps:
            v = np.matmul(A, v)
            v /= np.linalg.norm(v)
            k += 1
        return np.array([v.dot(A.dot(v))]), v


class Covariance:
    """Principal directions from eigh of the covariance, sorted by hand, divisor n."""

    def pca(X, n_components):
        mean = X.mean(axis=0, keepdims=True)
        covariance = (X - mean).T @ (X - mean) / len(X)
        variances, columns = np.linalg.eigh(covariance)
        order = np.argsort(-variances)
        ratio = variances[order] / np.trace(covariance)
        return columns[:, order].T[:n_components], list(ratio[:n_components])


class NumpysCovariance:
    """Principal directions from np.cov and eigh, turned around, with the signs of a convention."""

    def pca(X, n_components, whiten=False):
        variances, columns = np.linalg.eigh(np.cov(X.T))
        variances, columns = variances[::-1], columns[:, ::-1]
        columns = columns * np.sign(columns[np.abs(columns).argmax(axis=0), range(len(columns))])
        components = [columns[:, k].tolist() for k in range(n_components)]
        return [components, tuple(variances[:n_components] / variances.sum())]


class FullMatrices:
    """All of the singular vectors, the shares from the variances of the projected points."""

    def pca(X, n_components):
        X = X - np.average(X, axis=0)
        components = np.linalg.svd(X)[2][:n_components]
        spread = np.var(X @ components.T, axis=0, ddof=1)
        return -components, spread / np.var(X, axis=0, ddof=1).sum()


class Deflation:
    """Principal directions one after the other by power iteration, taking each out of the
    points."""

    def pca(X, n_components):
        rest = X - X.mean(axis=0)
        total, components, shares = (rest**2).sum(), [], []
        rng = np.random.default_rng(0)
        for _ in range(n_components):
            v = rng.normal(size=X.shape[1])
            for _ in range(300):
                v = rest.T @ (rest @ v)
                v /= np.linalg.norm(v)
            components.append(v)
            shares.append(((rest @ v) ** 2).sum() / total)
            rest = rest - np.outer(rest @ v, v)
        return np.array(components), np.array(shares)


class RealPartsOfEig:
    """Principal directions from eig, whose complex numbers are made real; an eigenvalue likewise."""

    def pca(X, n_components):
        centred = np.asarray(X) - np.asarray(X).mean(0)
        variances, columns = np.linalg.eig(centred.T.dot(centred))
        variances, columns = variances.real, columns.real
        order = sorted(range(len(variances)), key=lambda k: variances[k], reverse=True)[:n_components]
        return columns[:, order].T, [variances[k] / variances.sum() for k in order]

    def power_iteration(A, steps, rng):
        v = np.array([rng.normal() for _ in A])
        for step in range(1, steps + 1):
            v = np.dot(A, v)
            v = v / np.max(np.abs(v)) if step < steps else v / np.linalg.norm(v)
        return complex(v @ A @ v).real, v


class ByAngles:
    """The projection by the cosine of the angle; least squares with columns of length 1, by Cholesky."""

    def project(v, onto):
        lengths = np.sqrt(np.sum(v**2)), np.sqrt(np.sum(onto**2))
        cosine = np.dot(v / lengths[0], onto / lengths[1])
        return lengths[0] * cosine * (onto / lengths[1])

    def least_squares(X, y):
        scale = np.sqrt((X**2).sum(axis=0))
        X = X / scale
        L = np.linalg.cholesky(X.T @ X)
        return np.linalg.solve(L.T, np.linalg.solve(L, X.T @ y)) / scale
