#pragma once

#ifndef ONCE_CLASS_HPP
#define ONCE_CLASS_HPP

/// About the class, not the file.
class Once {};

#endif
